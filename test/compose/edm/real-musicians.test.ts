import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { compose, type Composition } from '../../../src/compose/compose.ts';
import { gateMiss } from '../../../src/compose/gates.ts';
import { loadMusicians } from '../../../src/model/index.ts';
import { drumVoice } from '../../../src/theory/index.ts';
import { BAR, EDM_STYLES, notesIn, notesOf, sectionsOf } from '../../support/edm-songs.ts';

const MODELS = fileURLToPath(new URL('../../../models', import.meta.url));
const SEEDS = [1, 2, 3];

describe.each(EDM_STYLES)('songs in $name by the trained networks', (style) => {
  let songs: readonly Composition[];

  beforeAll(async () => {
    const musicians = await loadMusicians({ modelsDir: MODELS });
    songs = SEEDS.map((seed) => compose(style, { seed, seconds: 75, instruments: {} }, musicians));
  });

  test('pass the gates of their style', () => {
    for (const { metrics } of songs) expect(gateMiss(metrics, style.gates)).toBe(0);
  });

  test('have a hook to sing: 2 to 8 notes a bar, five pitches or more, mostly steps and small leaps', () => {
    for (const { score } of songs) {
      const [drop] = sectionsOf(score, 'drop');
      if (drop === undefined) throw new Error('There is no drop.');
      const hook = notesIn(score, 'melody', { ...drop, duration: Math.min(8 * BAR, drop.duration) });
      const bars = Math.min(8, drop.duration / BAR);
      expect(hook.length / bars).toBeGreaterThanOrEqual(2);
      expect(hook.length / bars).toBeLessThanOrEqual(8);
      expect(new Set(hook.map(({ pitch }) => pitch)).size).toBeGreaterThanOrEqual(4);
      const steps = hook.slice(1).map(({ pitch }, index) => Math.abs(pitch - (hook[index]?.pitch ?? pitch)));
      expect(steps.filter((step) => step <= 5).length / steps.length).toBeGreaterThan(0.6);
    }
  });

  test('have at least three chords, hats in the drops, and no two alike', () => {
    for (const { score } of songs) {
      expect(new Set(score.chords.map(({ root }) => root)).size).toBeGreaterThanOrEqual(3);
      for (const drop of sectionsOf(score, 'drop')) {
        const hats = notesIn(score, 'drums', drop).filter(({ pitch }) => /hat|ride/.test(drumVoice(pitch)));
        expect(hats.length / (drop.duration / BAR)).toBeGreaterThanOrEqual(4);
      }
    }
    const melodies = songs.map(({ score }) =>
      notesOf(score, 'melody')
        .map(({ pitch }) => pitch)
        .join(' '),
    );
    expect(new Set(melodies).size).toBe(SEEDS.length);
  });
});
