import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Ducker,
  FilterChain,
  Reverberator,
  Saturator,
  TapeMachine,
  addPiece,
  bring,
  dbToGain,
  emptySend,
  emptySum,
  gainToDb,
  gainsFor,
  highPass,
  highShelf,
  inPieces,
  integratedLoudness,
  isSilent,
  lowPass,
  peak,
  ridePiece,
  scalePiece,
  sendPiece,
  silence,
  truePeak,
  whiteNoise,
  widenPiece,
  type Stereo,
} from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { rms, sameSamples } from '../support/signals.ts';
import { plainFilter, plainRoom, plainSaturation, plainTruePeak, plainWeightedPower } from '../support/plain-dsp.ts';

/** Noise of an odd length, longer than a piece. */
const noise = (seed: number, gain = 1, frames = 5003): Stereo => {
  const { left, right } = whiteNoise(frames, seededRandom(seed));
  return { left: left.map((value) => value * gain), right: right.map((value) => value * gain) };
};

/** How far a channel lies off from another, in decibels below it. */
function error(actual: Float32Array, expected: Float32Array): number {
  return gainToDb(rms(actual.map((value, index) => value - expected[index]!)) / rms(expected));
}

/** A processor's result for the audio in blocks that end at the given frames, and at its own end. */
function inBlocks(process: (block: Stereo) => void, { left, right }: Stereo, ...ends: readonly number[]): Stereo {
  const audio = { left: left.slice(), right: right.slice() };
  [0, ...ends].forEach((from, index) => {
    const to = ends[index] ?? left.length;
    process({ left: audio.left.subarray(from, to), right: audio.right.subarray(from, to) });
  });
  return audio;
}

const FILTERS = [
  highPass(30),
  peak(300, -4, 0.8),
  highShelf(5000, 6),
  lowPass(9000, 0.6),
  highPass(80),
  peak(90, 6, 2),
];

describe('WebAssembly does what plain TypeScript does', () => {
  it.each([1, 2, 3, 4, 5, 6])('in a chain of %i filters, on both sides and on one', (count) => {
    const audio = noise(count);
    const filters = FILTERS.slice(0, count);
    const expected = {
      left: filters.reduce(plainFilter, audio.left),
      right: filters.reduce(plainFilter, audio.right),
    };
    const chain = new FilterChain(filters);
    const filtered = inBlocks((block) => chain.process(block), audio, 1, 1923);
    expect(error(filtered.left, expected.left)).toBeLessThan(-120);
    expect(error(filtered.right, expected.right)).toBeLessThan(-120);
    const alone = audio.left.slice();
    new FilterChain(filters).processChannel(alone);
    expect(error(alone, expected.left)).toBeLessThan(-120);
  });

  it('in saturation, from the quietest to the loudest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.double({ min: -60, max: 30, noNaN: true }), (seed, db) => {
        const audio = noise(seed, dbToGain(db), 2100);
        const saturator = new Saturator(1.3);
        const saturated = inBlocks((block) => saturator.process(block), audio, 3, 1000);
        expect(error(saturated.left, plainSaturation(audio.left, 1.3))).toBeLessThan(-110);
        expect(error(saturated.right, plainSaturation(audio.right, 1.3))).toBeLessThan(-110);
      }),
      { numRuns: 25 },
    );
  });

  it('in saturation of what stands still beyond its bounds', () => {
    const still = { left: new Float32Array(100).fill(3), right: new Float32Array(100).fill(-1) };
    new Saturator(1).process(still);
    expect(still.left[50]).toBeCloseTo(2 / 3, 6);
    expect(still.right[50]).toBeCloseTo(-2 / 3, 6);
  });

  it('in a room', () => {
    const room = { size: 0.7, damping: 0.4 };
    const { left: send } = noise(4, 0.3, 30_011);
    const expected = plainRoom(send, room);
    const reverberator = new Reverberator(room);
    const ends = [2, 1921, 9000, send.length];
    const wet = ends.map((end, index) => reverberator.process(send.slice(ends[index - 1] ?? 0, end)));
    const whole = (side: 'left' | 'right'): Float32Array => Float32Array.from(wet.flatMap((block) => [...block[side]]));
    expect(error(whole('left'), expected.left)).toBeLessThan(-110);
    expect(error(whole('right'), expected.right)).toBeLessThan(-110);
  });

  it('in true peaks', () => {
    for (const seed of [1, 2, 3]) {
      const { left, right } = noise(seed, 0.5, 401);
      const quiet = right.map((value) => value / 100);
      const expected = plainTruePeak(left);
      expect(gainToDb(truePeak({ left, right: quiet }) / expected)).toBeCloseTo(0, 3);
      expect(gainToDb(truePeak({ left: quiet, right: left }) / expected)).toBeCloseTo(0, 3);
    }
  });

  it('in weighted loudness', () => {
    const audio = noise(8, 0.3, 24_000);
    const expected = -0.691 + 10 * Math.log10(plainWeightedPower(audio, 0, 19_200));
    const { left, right } = audio;
    const block = { left: left.subarray(0, 19_200), right: right.subarray(0, 19_200) };
    expect(integratedLoudness(block)).toBeCloseTo(expected, 4);
  });

  it('in levels, sums and widths', () => {
    const [audio, other] = [noise(5, 1, 1003), noise(6, 1, 1003)];
    const sum = emptySum(0, 1003);
    addPiece(sum, bring(audio, 0, 1003));
    addPiece(sum, bring(other, 0, 1003), 0.5);
    const send = emptySend(1003);
    sendPiece(send, sum, 0.25);
    const gains = gainsFor(1003);
    for (let frame = 0; frame < 1003; frame += 1) gains[frame] = frame / 1003;
    ridePiece(sum, gains);
    scalePiece(sum, 2, -1);
    const left = audio.left.map((value, index) => value + other.left[index]! * 0.5);
    const right = audio.right.map((value, index) => value + other.right[index]! * 0.5);
    expect(
      error(
        send.slice(),
        left.map((value, index) => (value + right[index]!) / 4),
      ),
    ).toBeLessThan(-130);
    expect(
      error(
        sum.left.slice(),
        left.map((value, index) => (value * 2 * index) / 1003),
      ),
    ).toBeLessThan(-130);
    expect(
      error(
        sum.right.slice(),
        right.map((value, index) => (-value * index) / 1003),
      ),
    ).toBeLessThan(-130);
    inPieces(audio, (piece) => widenPiece(piece, 0));
    expect(sameSamples(audio.left, audio.right)).toBe(true);
  });
});

describe('a processor gives the same however audio is cut into blocks', () => {
  const speed = { wowCents: 8, flutterCents: 2 };
  const ducking = { depth: 8, attackSeconds: 0.008, releaseSeconds: 0.02 };
  it.each<readonly [string, () => { process(block: Stereo): void }]>([
    ['filters', () => new FilterChain(FILTERS)],
    ['saturation', () => new Saturator(1.2)],
    ['tape', () => new TapeMachine(speed, seededRandom(1))],
    ['ducking', () => new Ducker([0, 700, 1000, 3900], ducking)],
  ])('%s', (_name, make) => {
    const audio = noise(9);
    const [whole, cut] = [make(), make()];
    const once = inBlocks((block) => whole.process(block), audio);
    const often = inBlocks((block) => cut.process(block), audio, 64, 128, 1984, 2048, 4032);
    expect(sameSamples(often.left, once.left)).toBe(true);
    expect(sameSamples(often.right, once.right)).toBe(true);
  });

  it('and is at rest some time after the last sound', () => {
    const chain = new FilterChain(FILTERS);
    const saturator = new Saturator(1);
    const sound = noise(3);
    for (const processor of [chain, saturator]) {
      processor.process(sound);
      expect(processor.isAtRest).toBe(false);
      processor.process(silence(96_000));
      expect(processor.isAtRest).toBe(true);
    }
    const silent = silence(500);
    chain.process(silent);
    saturator.process(silent);
    expect(isSilent(silent)).toBe(true);
  });
});
