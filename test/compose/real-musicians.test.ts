import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { compose, type Composition } from '../../src/compose/compose.ts';
import { gateMiss, gatesFor } from '../../src/compose/gates.ts';
import { loadMusicians, type Musicians } from '../../src/model/index.ts';
import { ticksToSeconds, writeMidi } from '../../src/score/index.ts';
import { pitchClass, scalePitchClasses } from '../../src/theory/index.ts';
import { SHIPPED_STYLES } from '../support/shipped-styles.ts';

const LOFI_STYLES = SHIPPED_STYLES.filter(({ family }) => family === 'lofi');

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));
const SECONDS = 75;

describe.each(LOFI_STYLES)('six songs in $name by the trained networks', (style) => {
  let musicians: Musicians;
  let songs: readonly Composition[];

  beforeAll(async () => {
    musicians = await loadMusicians({ modelsDir: MODELS });
    songs = Array.from({ length: 6 }, (_, seed) =>
      compose(style, { seed, seconds: SECONDS, instruments: {} }, musicians),
    );
  });

  test('pass the gates of their style, five or more of them', () => {
    const missed = songs.filter(
      ({ score, metrics }) => gateMiss(metrics, gatesFor(style.gates, score.duration / 1920)) > 0,
    );
    expect(missed.length).toBeLessThanOrEqual(1);
  });

  test('are in the key that they name', () => {
    for (const { score } of songs) {
      const scale = scalePitchClasses(score.key);
      const pitched = score.parts.filter(({ role }) => role !== 'drums').flatMap(({ notes }) => notes);
      const inKey = pitched.filter(({ pitch }) => scale.includes(pitchClass(pitch)));
      expect(inKey.length / pitched.length).toBeGreaterThan(0.93);
    }
  });

  test('are as long as wished, within four seconds', () => {
    for (const { score } of songs) {
      expect(Math.abs(ticksToSeconds(score.duration, score.tempo) - SECONDS)).toBeLessThanOrEqual(4);
    }
  });

  test('have a melody with rests and no two alike', () => {
    const melodies = songs.map(({ score }) => score.parts.find(({ role }) => role === 'melody')?.notes ?? []);
    for (const notes of melodies) expect(notes.length).toBeGreaterThan(15);
    expect(new Set(melodies.map((notes) => notes.map(({ pitch }) => pitch).join(' '))).size).toBe(6);
  });

  test('are the same bytes again', async () => {
    const again = await loadMusicians({ modelsDir: MODELS });
    const options = { seed: 3, seconds: SECONDS, instruments: {} };
    const [first, second] = [compose(style, options, musicians), compose(style, options, again)];
    expect(writeMidi(second.score, { title: second.title })).toEqual(writeMidi(first.score, { title: first.title }));
  });
});
