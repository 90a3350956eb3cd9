import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE } from '../../src/dsp/index.ts';
import { FontBank } from '../../src/studio/font-bank.ts';
import { readFontShelf, type Font } from '../../src/studio/font-shelf.ts';
import { findInstrument } from '../../src/studio/instruments.ts';
import { playOut } from '../../src/studio/performance.ts';
import { readPreset } from '../../src/studio/preset-excerpt.ts';
import { preparePresets, presetFile, type FontPreset } from '../../src/studio/preset-file.ts';
import { Synthesizer } from '../../src/studio/synthesizer.ts';
import type { PartRole } from '../../src/score/index.ts';
import { patchEvents } from '../support/play-patch.ts';
import { sameSamples } from '../support/signals.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { TEST_CACHE } from '../support/test-studio.ts';

let synthesizer: Synthesizer;
let fonts: readonly Font[];
beforeAll(async () => {
  ({ fonts } = await readFontShelf({ soundfonts: path.join(TEST_CACHE, 'no such folder'), cache: TEST_CACHE }));
  synthesizer = await Synthesizer.open();
});
afterAll(() => synthesizer.close());

function preset(name: string, role: PartRole): FontPreset {
  const match = findInstrument(name, role, fonts);
  if (match.kind === 'unknown' || match.instrument.kind === 'patch') throw new Error(`there is no preset ${name}`);
  return match.instrument;
}

const chord = [
  { pitch: 48, velocity: 40 },
  { pitch: 55, velocity: 75 },
  { pitch: 64, velocity: 118 },
];
const everyKey = Array.from({ length: 88 }, (_, key) => ({ pitch: 21 + key, velocity: 1 + ((key * 37) % 127) }));

describe.each([
  ['Grand Piano', 'melody'],
  ['Standard', 'drums'],
  ['Strings Slow', 'pad'],
  ['Percussive Organ', 'chords'],
] as const)('of %s', (name, role) => {
  it('is read what is played, and it sounds as when all of it is played later', async () => {
    const instrument = preset(name, role);
    const first = chord.map((stroke) => ({ ...stroke, at: 0.01, lasts: 0.3 }));
    const later = everyKey.map((stroke) => ({ ...stroke, at: 0.6, lasts: 0.1 }));
    const frames = 0.5 * SAMPLE_RATE;
    const few = playOut(await synthesizer.perform(instrument, patchEvents(first)), frames);
    const all = playOut(await synthesizer.perform(instrument, patchEvents([...first, ...later])), frames);
    expect(few.left.some((value) => Math.abs(value) > 0.001)).toBe(true);
    expect(sameSamples(few.left, all.left)).toBe(true);
    expect(sameSamples(few.right, all.right)).toBe(true);
  });
});

describe('the excerpt of a preset file', () => {
  it('is a font of the same preset, a small part of a grand piano for a few keys', async () => {
    const instrument = preset('Grand Piano', 'melody');
    await preparePresets([instrument]);
    const whole = presetFile(instrument);
    const excerpt = await readPreset(whole, chord);
    expect(excerpt.byteLength).toBeLessThan((await stat(whole)).size / 8);
    const file = path.join(tempFolder(), 'excerpt.sf2');
    await writeFile(file, new Uint8Array(excerpt));
    expect((await FontBank.read(file)).presets()).toEqual([instrument.preset]);
  });

  it('of a file that is cut off or no font is an error', async () => {
    const instrument = preset('Vibraphone', 'melody');
    await preparePresets([instrument]);
    const bytes = await readFile(presetFile(instrument));
    const file = path.join(tempFolder(), 'spoilt.sf2');
    for (const length of [0, 11, 300, bytes.length / 2, bytes.length - 100]) {
      await writeFile(file, bytes.subarray(0, length));
      await expect(readPreset(file, chord)).rejects.toThrow(RangeError);
    }
    await writeFile(file, 'this is no font, however long it goes on: '.repeat(100));
    await expect(readPreset(file, chord)).rejects.toThrow(RangeError);
  });
});
