import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/random/index.ts';
import { fifthsBetween, planner, type Recipe, type StyleTraits } from '../../src/radio/index.ts';
import { MemoryLog } from '../support/memory-log.ts';

const TRAITS: Readonly<Record<string, StyleTraits>> = {
  'lofi-hiphop': { family: 'lofi', tempo: [70, 88], minorShare: 0.5 },
  'lofi-sleep': { family: 'lofi', tempo: [60, 70], minorShare: 0.2 },
  house: { family: 'edm', tempo: [120, 128], minorShare: 0.7 },
  trance: { family: 'edm', tempo: [132, 140], minorShare: 0.9 },
};

function plans(count: number, options: Partial<Parameters<typeof planner>[0]> = {}) {
  const log = new MemoryLog();
  const plan = planner({
    traits: () => TRAITS,
    rotation: [],
    random: seededRandom(4),
    log,
    firstIsShort: false,
    ...options,
  });
  return { recipes: Array.from({ length: count }, () => plan()), log };
}

/** Each recipe with the one before it. */
function pairs(recipes: readonly Recipe[]): readonly (readonly [Recipe, Recipe])[] {
  return recipes.slice(1).map((recipe, index) => [recipes[index] ?? recipe, recipe] as const);
}

describe('planner', () => {
  test('plays all of LoFi in blocks of three or four songs, and nothing else', () => {
    const { recipes } = plans(40);
    const blocks: string[][] = [];
    for (const { style } of recipes) {
      if (blocks.at(-1)?.[0] === style) blocks.at(-1)?.push(style);
      else blocks.push([style]);
    }
    expect(new Set(recipes.map(({ style }) => style))).toEqual(new Set(['lofi-hiphop', 'lofi-sleep']));
    for (const block of blocks.slice(0, -1)) expect([3, 4]).toContain(block.length);
    expect(recipes[0]?.style).toBe('lofi-hiphop');
  });

  test('each key shares its notes, or all but one, with the key before', () => {
    const { recipes } = plans(60);
    expect(new Set(recipes.map(({ key }) => `${key?.tonic} ${key?.mode}`)).size).toBeGreaterThan(6);
    for (const [before, after] of pairs(recipes)) {
      if (before.key === undefined || after.key === undefined) throw new Error('no key');
      expect(fifthsBetween(before.key, after.key)).toBeLessThanOrEqual(1);
    }
  });

  test('tempos are the style’s, and near the one before', () => {
    const { recipes } = plans(60);
    for (const { style, tempo } of recipes) {
      const [slowest, fastest] = TRAITS[style]?.tempo ?? [0, 0];
      expect(tempo).toBeGreaterThanOrEqual(slowest);
      expect(tempo).toBeLessThanOrEqual(fastest);
      expect(Number.isInteger(tempo)).toBe(true);
    }
    for (const [before, after] of pairs(recipes)) {
      if (before.style === after.style)
        expect(Math.abs((after.tempo ?? 0) / (before.tempo ?? 1) - 1)).toBeLessThan(0.06);
    }
  });

  test('dance music keeps its tempo within a block, so that it can be mixed on the beat', () => {
    const { recipes } = plans(30, { rotation: ['house', 'trance'] });
    expect(new Set(recipes.map(({ style }) => style))).toEqual(new Set(['house', 'trance']));
    for (const [before, after] of pairs(recipes))
      if (before.style === after.style) expect(after.tempo).toBe(before.tempo);
  });

  test('before anything is known, a short song of the first style', () => {
    const { recipes } = plans(2, { traits: () => ({}), firstIsShort: true });
    expect(recipes[0]).toMatchObject({ style: 'lofi-hiphop', seconds: 40 });
    expect(recipes[1]).toMatchObject({ style: 'lofi-hiphop', seconds: 120 });
  });

  test('a style that is not there is left out, and the nearest names are told once', () => {
    const { recipes, log } = plans(9, { rotation: ['trence', 'house'] });
    expect(new Set(recipes.map(({ style }) => style))).toEqual(new Set(['house']));
    expect(log.lines).toEqual([expect.stringMatching(/^warn There is no style "trence" to play.*trance/)]);
  });
});
