import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openComposer, type Composer } from '../../src/compose/index.ts';
import { parseConfig } from '../../src/config.ts';
import { octaveLevels, OCTAVES } from '../../src/dsp/index.ts';
import { audioFigures, heard } from '../../src/evaluate/index.ts';
import { makeSong } from '../../src/production/index.ts';
import type { Studio } from '../../src/studio/index.ts';
import { writeFormatted } from '../../bench/write-formatted.ts';
import { openTestStudio } from '../support/test-studio.ts';

/** What a short song of a style measures. Not bytes: another processor may round another way, and nobody hears that. */
interface Golden {
  readonly seconds: number;
  readonly notes: Readonly<Record<string, number>>;
  readonly lufs: number;
  readonly dbtp: number;
  readonly centroid: number;
  readonly correlation: number;
  /** Decibels, for each of OCTAVES. */
  readonly octaves: readonly number[];
}

// After a change that is meant to be heard: RAINDIAL_GOLDEN=write npx vitest run test/production/golden-songs.test.ts
const FILE = path.join(import.meta.dirname, 'golden-songs.json');
const write = process.env.RAINDIAL_GOLDEN === 'write';
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, Golden>>;
const measured: Record<string, Golden> = {};

let composer: Composer;
let studio: Studio;

beforeAll(async () => {
  const { folders } = parseConfig({});
  composer = await openComposer({ models: folders.models, styles: folders.styles, backend: undefined });
  studio = await openTestStudio();
}, 60_000);

afterAll(async () => {
  studio.close();
  if (write) await writeFormatted(FILE, JSON.stringify(measured));
});

describe.each(['lofi-hiphop', 'house'])('a song of %s with the seed 7', (style) => {
  test('sounds as it did', { timeout: 120_000 }, async () => {
    const song = await makeSong(composer, studio, {
      id: 'golden',
      recipe: { style, seed: 7, seconds: 20, instruments: {}, effects: {} },
      createdAt: new Date(0),
    });
    const sound = heard(song.packets);
    const { lufs, dbtp, centroid, correlation } = audioFigures(sound);
    const notes = Object.fromEntries(song.score.parts.map((part) => [part.role, part.notes.length]));
    const octaves = octaveLevels(sound);
    const now: Golden = { seconds: song.facts.seconds, notes, lufs, dbtp, centroid, correlation, octaves };
    measured[style] = JSON.parse(JSON.stringify(now, rounded)) as Golden;
    if (write) return;
    const then = golden[style]!;

    expect(song.facts.warnings).toEqual([]);
    // What the networks write is the same everywhere.
    expect(notes).toEqual(then.notes);
    expect(now.seconds).toBeCloseTo(then.seconds, 2);
    expect(Math.abs(lufs - then.lufs)).toBeLessThan(0.2);
    expect(Math.abs(dbtp - then.dbtp)).toBeLessThan(0.5);
    expect(dbtp).toBeLessThanOrEqual(-1);
    expect(Math.abs(centroid / then.centroid - 1)).toBeLessThan(0.1);
    expect(Math.abs(correlation - then.correlation)).toBeLessThan(0.05);
    for (const [index, level] of octaves.entries()) {
      const change = Math.abs(level - then.octaves[index]!);
      // A part 2 dB louder moves some octave by 0.7 dB or more.
      expect(change, `the octave around ${OCTAVES[index]} Hz`).toBeLessThan(0.4);
    }
  });
});

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(3)) : value;
}
