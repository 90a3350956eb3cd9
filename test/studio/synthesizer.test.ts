import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE, type Stereo } from '../../src/dsp/index.ts';
import { readFontShelf, type Font } from '../../src/studio/font-shelf.ts';
import type { Instrument } from '../../src/studio/instrument.ts';
import { findInstrument } from '../../src/studio/instruments.ts';
import { playOut } from '../../src/studio/performance.ts';
import { Synthesizer } from '../../src/studio/synthesizer.ts';
import type { PartRole } from '../../src/score/index.ts';
import { patchEvents } from '../support/play-patch.ts';
import { sameSamples } from '../support/signals.ts';
import { TEST_CACHE } from '../support/test-studio.ts';

let synthesizer: Synthesizer;
let fonts: readonly Font[];
beforeAll(async () => {
  ({ fonts } = await readFontShelf({ soundfonts: path.join(TEST_CACHE, 'no such folder'), cache: TEST_CACHE }));
  synthesizer = await Synthesizer.open();
});
afterAll(() => synthesizer.close());

function instrument(name: string, role: PartRole): Instrument {
  const match = findInstrument(name, role, fonts);
  if (match.kind === 'unknown') throw new Error(`there is no ${name}`);
  return match.instrument;
}

/** Chords with a rest, at frames that are no multiples of a block. */
const EVENTS = patchEvents(
  [0, 0.31, 0.777, 1.5].flatMap((at, index) =>
    [36, 38, 46, 49].map((pitch) => ({ at: at + pitch / 4000, lasts: 0.4, pitch: pitch + index, velocity: 90 })),
  ),
);

const cases = [
  ['Rhodes', 'chords'],
  ['nylon guitar', 'melody'],
  ['Warm Pad', 'pad'],
  ['Standard', 'drums'],
  ['Supersaw', 'melody'],
  ['Trance Kit', 'drums'],
] as const;

describe.each(cases)('%s', (name, role) => {
  const play = async (frames: number): Promise<Stereo> =>
    playOut(await synthesizer.perform(instrument(name, role), EVENTS), frames);

  it('begins the same however much of it is played, in whatever blocks, and whatever else plays', async () => {
    const long = await play(2 * SAMPLE_RATE);
    expect(long.left.some((value) => Math.abs(value) > 0.001)).toBe(true);
    for (const frames of [64, 9600, 38_400]) {
      const short = await play(frames);
      expect(sameSamples(short.left, long.left.subarray(0, frames))).toBe(true);
      expect(sameSamples(short.right, long.right.subarray(0, frames))).toBe(true);
    }
    const [one, other] = [
      await synthesizer.perform(instrument(name, role), EVENTS),
      await synthesizer.perform(instrument('Grand Piano', 'chords'), EVENTS),
    ];
    const silent = (frames: number): Stereo => ({ left: new Float32Array(frames), right: new Float32Array(frames) });
    let from = 0;
    for (const frames of [64, 128, 4800 - (4800 % 64), 19_200, 64]) {
      const block = silent(frames);
      one.render(block);
      other.render(silent(frames));
      expect(sameSamples(block.left, long.left.subarray(from, from + frames))).toBe(true);
      from += frames;
    }
    one.close();
    other.close();
  });
});
