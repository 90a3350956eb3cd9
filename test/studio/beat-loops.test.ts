import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOnsets, integratedLoudness, silence } from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { lackText, type Lack } from '../../src/score/index.ts';
import { layEffect, layEffects } from '../../src/studio/effect-bed.ts';
import { EffectShelf } from '../../src/studio/effect-shelf.ts';
import { rms, sameSamples } from '../support/signals.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { acidChunk, smplChunk, wavBytes, withChunk } from '../support/wav-bytes.ts';

/** Drums of so many beats: a kick on each beat, a noisy snare on 2 and 4, ticks on eighths. */
function drums(tempo: number, beats: number, rate = 48_000, seconds = (beats * 60) / tempo): Float32Array {
  const random = seededRandom(3);
  const samples = new Float32Array(Math.round(seconds * rate));
  const strike = (beat: number, gain: number, decay: number, wave: (t: number) => number): void => {
    const start = Math.round(((beat * 60) / tempo) * rate);
    for (let frame = start; frame < Math.min(samples.length, start + rate * decay * 6); frame += 1) {
      const t = (frame - start) / rate;
      samples[frame]! += gain * Math.exp(-t / decay) * wave(t);
    }
  };
  for (let beat = 0; beat < beats; beat += 1) {
    if (beat % 2 === 0)
      strike(beat, 0.5, 0.09, (t) => Math.sin(2 * Math.PI * (55 * t + 1.2 * (1 - Math.exp(-t / 0.02)))));
    else strike(beat, 0.3, 0.05, () => 2 * random() - 1);
    strike(beat + 0.5, 0.15, 0.012, () => 2 * random() - 1);
  }
  return samples;
}

async function shelfOf(name: string, bytes: Uint8Array): Promise<EffectShelf> {
  const folder = tempFolder();
  writeFileSync(path.join(folder, `${name}.wav`), bytes);
  return EffectShelf.open(folder);
}

/** By how many milliseconds the onsets of a loop miss a grid of eighths, at worst. */
function worstMiss(onsets: readonly number[], tempo: number): number {
  const eighth = (30 / tempo) * 48_000;
  return Math.max(...onsets.map((frame) => Math.abs(frame / eighth - Math.round(frame / eighth)) * eighth)) / 48;
}

describe('beat loops', () => {
  it.each([
    ['a little slower', 80],
    ['at its own tempo', 85],
    ['faster by a quarter', 106],
    ['slower by a fifth', 68.3],
    ['at half time', 172],
    ['at double time', 45],
  ])('%s: whole bars, every onset within 5 ms of the grid, nothing lost, nothing doubled', async (_name, tempo) => {
    const shelf = await shelfOf('boombap-85bpm', wavBytes(44_100, '16', drums(85, 8, 44_100)));
    const effect = (await shelf.get('boombap-85bpm', tempo))!;
    const { left, right } = effect.layers[0]!;
    const times = tempo > 130 ? 2 : tempo < 60 ? 0.5 : 1;
    expect(effect.isInTime).toBe(true);
    expect(Math.abs(left.length - (times * 8 * 60 * 48_000) / tempo)).toBeLessThanOrEqual(1);
    const onsets = findOnsets({ left, right });
    expect(onsets).toHaveLength(16);
    expect(worstMiss(onsets, tempo / times)).toBeLessThan(5);
    // The join is as smooth as the rest: no step is larger than those of the snare's own noise.
    expect(Math.abs(left[0]! - left.at(-1)!)).toBeLessThan(0.1);
  });

  it('keeps the pitch of what it stretches', async () => {
    const bass = Float32Array.from(
      { length: 96_000 },
      (_, frame) => 0.4 * Math.sin((2 * Math.PI * 110 * frame) / 48_000),
    );
    const shelf = await shelfOf('bass 120 bpm', wavBytes(48_000, '16', bass));
    const { left } = (await shelf.get('bass 120 bpm', 100))!.layers[0]!;
    expect(left.length).toBe(115_200);
    let crossings = 0;
    for (let frame = 1; frame < left.length; frame += 1) if (left[frame - 1]! < 0 && left[frame]! >= 0) crossings += 1;
    expect(crossings / 2.4).toBeGreaterThan(108.5);
    expect(crossings / 2.4).toBeLessThan(111.5);
    // A wave that were cut where it does not fit would make a step; the steepest of this one is 0.0058 a frame.
    const steps = left.map((value, frame) => (frame === 0 ? 0 : Math.abs(value - left[frame - 1]!)));
    expect(Math.max(...steps)).toBeLessThan(0.02);
    expect(rms(left)).toBeCloseTo(0.4 / Math.SQRT2, 1);
  });

  it('an acid chunk tells the tempo where the name does not, by its beats too', async () => {
    const byTempo = await shelfOf('loop', withChunk(wavBytes(48_000, '16', drums(90, 4)), 'acid', acidChunk(90, 0)));
    const byBeats = await shelfOf('loop', withChunk(wavBytes(48_000, '16', drums(90, 4)), 'acid', acidChunk(0, 4)));
    for (const shelf of [byTempo, byBeats]) {
      expect((await shelf.get('loop', 96))!.layers[0]!.left.length).toBe(120_000);
    }
  });

  it('of a file that rings on after its bars, whole bars are used; one cut a little short is filled up', async () => {
    const long = await shelfOf('x_120bpm', wavBytes(48_000, '16', drums(120, 8, 48_000, 5.2)));
    const short = await shelfOf('x_120bpm', wavBytes(48_000, '16', drums(120, 8, 48_000, 3.85)));
    for (const shelf of [long, short]) expect((await shelf.get('x_120bpm', 120))!.layers[0]!.left.length).toBe(192_000);
  });

  it('of a loop that is marked, what is marked counts', async () => {
    const bytes = withChunk(wavBytes(48_000, '16', drums(120, 6)), 'smpl', smplChunk(24_000, 119_999));
    const shelf = await shelfOf('bpm120', bytes);
    expect((await shelf.get('bpm120', 120))!.layers[0]!.left.length).toBe(96_000);
  });

  it('one too far from the song is left out with a warning, others stay as they are whatever the tempo', async () => {
    const shelf = await shelfOf('slow-60bpm', wavBytes(48_000, '16', drums(60, 4)));
    const lacks: Lack[] = [];
    const mix = silence(96_000);
    const bars = { tempo: 88, first: 0, end: 96_000 };
    expect(await layEffects(mix, -14, shelf, { effects: { 'slow-60bpm': -12 }, seed: 1, bars }, lacks)).toEqual({});
    expect(lacks.map(lackText)).toEqual([
      'The effect "slow-60bpm" was left out: at 60 beats a minute it is too far from the song\'s 88 to be stretched.',
    ]);
    const plain = await shelfOf('birds', wavBytes(48_000, '16', drums(60, 4)));
    expect((await plain.get('birds', 88))!.layers[0]!.left.length).toBe(4 * 48_000 - 24_000);
    expect((await plain.get('birds', 70))!.isInTime).toBe(false);
  });

  it('begins with the first bar and ends with the last, whatever the seed', async () => {
    const shelf = await shelfOf('beat 120bpm', wavBytes(48_000, '16', drums(120, 4)));
    const effect = (await shelf.get('beat 120bpm', 120))!;
    const mixes = [1, 2].map((seed) => {
      const mix = silence(300_000);
      layEffect(mix, 'beat 120bpm', effect, -20, seed, { tempo: 120, first: 4800, end: 4800 + 240_000 });
      return mix;
    });
    const [one, other] = mixes;
    expect(one!.left.every((value, frame) => value === other!.left[frame])).toBe(true);
    expect(rms(one!.left, 0, 4800)).toBe(0);
    expect(rms(one!.left, 4800, 9600)).toBeGreaterThan(0.01);
    expect(rms(one!.left, 244_800)).toBe(0);
    // The first half of the fifth bar is that of the first.
    expect(rms(one!.left, 4800 + 192_000, 9600 + 192_000)).toBeCloseTo(rms(one!.left, 4800, 9600), 3);
    expect(Math.abs(integratedLoudness(one!) + 20)).toBeLessThan(1);
    const opening = silence(100_000);
    layEffect(opening, 'beat 120bpm', effect, -20, 1, { tempo: 120, first: 4800, end: 4800 + 240_000 });
    expect(sameSamples(opening.left, one!.left.subarray(0, 100_000))).toBe(true);
  });
});
