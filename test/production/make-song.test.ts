import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openComposer, type Composer } from '../../src/compose/index.ts';
import { gainToDb, integratedLoudness, truePeak } from '../../src/dsp/index.ts';
import { makeSong, type Song } from '../../src/production/index.ts';
import { decodeOpus, parseSegmentFacts, EFFECT_OFF_DB, type Progress, type Recipe } from '../../src/radio/index.ts';
import { lackText, readMidi } from '../../src/score/index.ts';
import type { Studio } from '../../src/studio/index.ts';
import { STYLES_FOLDER } from '../support/shipped-styles.ts';
import { recipe } from '../support/segment-facts.ts';
import { openTestStudio } from '../support/test-studio.ts';

let composer: Composer;
let studio: Studio;

beforeAll(async () => {
  const models = path.join(import.meta.dirname, '..', '..', 'models');
  composer = await openComposer({ models, styles: STYLES_FOLDER, backend: undefined });
  studio = await openTestStudio();
}, 120_000);

afterAll(() => studio.close());

function make(asked: Partial<Recipe>, onProgress?: (progress: Progress) => void): Promise<Song> {
  return makeSong(composer, studio, {
    id: 'song',
    recipe: recipe({ style: 'lofi-hiphop', seconds: 20, ...asked }),
    createdAt: new Date(0),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

describe('makeSong', { timeout: 120_000 }, () => {
  test('makes a song whose sound, MIDI and facts belong together', async () => {
    const steps: Progress[] = [];
    const song = await make({ seed: 3, tempo: 80 }, (step) => steps.push(step));
    expect(song.facts).toMatchObject({ style: 'lofi-hiphop', seed: 3, tempo: 80, warnings: [] });
    expect(song.facts.seconds).toBeCloseTo(song.packets.length / 50, 5);
    expect(song.facts.chords.length).toBeGreaterThan(1);
    expect(song.facts.rejections).toBeGreaterThan(0);
    expect(song.facts.metrics?.scaleConsistency).toBeGreaterThan(0.8);
    expect(parseSegmentFacts(JSON.parse(JSON.stringify(song.facts)))).toEqual(song.facts);
    expect(song.facts.timing).toMatchObject({ family: 'lofi', musicStart: 0.1, barSeconds: 3 });
    expect(((song.facts.timing?.musicEnd ?? 0) - 0.1) % 3).toBeCloseTo(0, 6);

    const midi = readMidi(song.midi, 'song.mid');
    const written = song.score.parts.reduce((sum, part) => sum + part.notes.length, 0);
    expect(midi.tracks.reduce((sum, track) => sum + track.notes.length, 0)).toBe(written);

    expect(steps[0]).toEqual({ stage: 'composing', done: 0 });
    expect(steps.at(-1)).toEqual({ stage: 'encoding', done: 1 });
    for (const [index, step] of steps.entries()) expect(step.done).toBeGreaterThanOrEqual(steps[index - 1]?.done ?? 0);
  });

  test('what a listener decodes is as loud as promised, and never clips', async () => {
    const heard = decodeOpus((await make({ seed: 5 })).packets);
    expect(Math.abs(integratedLoudness(heard) + 14)).toBeLessThan(0.5);
    expect(gainToDb(truePeak(heard))).toBeLessThanOrEqual(-1);
  });

  test('layers asked for come on top of the style’s, and can be switched off', async () => {
    const { facts } = await make({ effects: { tape: -11, vinyl: EFFECT_OFF_DB } });
    expect(Object.keys(facts.effects).sort()).toEqual(['rain', 'tape']);
    // The style's rain gives way to what was asked for.
    expect(facts.effects.tape).toBe(-11);
    expect(facts.effects.rain).toBeLessThan(-15);
  });

  test('says so when an instrument can not play', async () => {
    const { facts } = await make({ style: 'lofi-sleep', instruments: { drums: 'Jazz', melody: 'no such thing' } });
    expect(facts.warnings).toHaveLength(2);
    expect(facts.warnings[0]).toMatch(/lofi-sleep has no drums, so "Jazz" does not play/);
    expect(facts.warnings[1]).toMatch(/There is no instrument "no such thing"/);
    expect(facts.lacks).toMatchObject([
      { kind: 'no-part', style: 'lofi-sleep', role: 'drums', name: 'Jazz' },
      { kind: 'no-instrument', name: 'no such thing' },
    ]);
    expect(facts.lacks?.map(lackText)).toEqual(facts.warnings);
    expect(parseSegmentFacts(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
  });
});
