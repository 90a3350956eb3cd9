import type { Recipe, SegmentFacts } from '../../src/radio/index.ts';

/** A recipe for tests. */
export function recipe(changes: Partial<Recipe> = {}): Recipe {
  return { style: 'lofi', seed: 7, seconds: 30, instruments: {}, effects: {}, ...changes };
}

/** Facts of a segment for tests. */
export function segmentFacts(changes: Partial<SegmentFacts> = {}): SegmentFacts {
  const asked = changes.recipe ?? recipe();
  return {
    id: 'lofi-00000007-0a0b0c0d',
    title: 'Paper Umbrella',
    recipe: asked,
    style: asked.style,
    seed: asked.seed,
    key: 'Eb major',
    tempo: 76,
    chords: ['Ebmaj7', 'Cm9'],
    instruments: { chords: 'Rhodes' },
    effects: { rain: -14 },
    models: { chords: '0a1b2c3d' },
    seconds: 30,
    lufs: -14,
    dbtp: -1.5,
    warnings: [],
    createdAt: '2026-11-22T00:00:00.000Z',
    ...changes,
  };
}
