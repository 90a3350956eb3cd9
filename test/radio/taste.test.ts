import { describe, expect, test } from 'vitest';
import { kindOf, kindsOf, type Recipe, tempoOf, wishesOf } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';

const traits = { lofi: { tempo: [68, 90] }, 'drum-and-bass': { tempo: [170, 176] } } as const;

function songOf(style: string, tempo: number, wishes: Pick<Recipe, 'energy' | 'mood' | 'models'>) {
  return { style, tempo, recipe: { style, seed: 1, seconds: 60, instruments: {}, effects: {}, ...wishes } };
}

describe('kinds of songs', () => {
  test('each style at each pace, with each vigour or mood; a narrow range of tempos has one pace', () => {
    const kinds = kindsOf(traits, { moods: ['calm'] });
    expect(kinds.filter(({ style }) => style === 'lofi')).toHaveLength(3 * 4);
    expect(kinds.filter(({ style }) => style === 'drum-and-bass')).toHaveLength(4);
    expect(new Set(kinds.map((kind) => JSON.stringify(kind))).size).toBe(kinds.length);
    expect(kindsOf(traits, { moods: ['calm'], models: ['1', '2'] })).toHaveLength(2 * kinds.length);
  });

  test('paces cut the range of tempos into thirds without a gap', () => {
    expect(tempoOf('slow', [60, 90])).toEqual([60, 70]);
    expect(tempoOf('middle', [60, 90])).toEqual([70, 80]);
    expect(tempoOf('fast', [60, 90])).toEqual([80, 90]);
  });

  test('a song composed as a kind wishes is of that kind', () => {
    const random = seededRandom(5);
    for (const kind of [...kindsOf(traits, { moods: ['calm'] }), ...kindsOf(traits, { models: ['shipped', 'v2'] })]) {
      const range = traits[kind.style as keyof typeof traits].tempo;
      const { tempo = 0, ...wishes } = wishesOf(kind, range, random);
      expect(kindOf(songOf(kind.style, tempo, wishes), range)).toEqual(kind);
    }
  });
});
