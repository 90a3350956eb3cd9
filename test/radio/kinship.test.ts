import { describe, expect, test } from 'vitest';
import { characterOf, distanceBetween, fifthsBetween } from '../../src/radio/index.ts';
import { parseKey } from '../../src/score/index.ts';

function fifths(a: string, b: string): number {
  const [first, second] = [parseKey(a), parseKey(b)];
  if (first === undefined || second === undefined) throw new Error('no key');
  return fifthsBetween(first, second);
}

describe('fifthsBetween', () => {
  test.each([
    ['C', 'C', 0],
    ['C', 'A minor', 0],
    ['C', 'G', 1],
    ['C', 'F', 1],
    ['A minor', 'E minor', 1],
    ['C', 'F#', 6],
    ['C', 'C minor', 3],
    ['Eb minor', 'Gb', 0],
  ])('%s and %s are %d apart', (a, b, steps) => {
    expect(fifths(a, b)).toBe(steps);
    expect(fifths(b, a)).toBe(steps);
  });
});

describe('distanceBetween', () => {
  test('a song in the relative key at the same tempo is nearer than one a fifth or 6 % away', () => {
    const song = (key: string, tempo: number) => {
      const character = characterOf({ key, tempo });
      if (character === undefined) throw new Error('no key');
      return character;
    };
    const before = song('Eb major', 76);
    expect(distanceBetween(before, song('C minor', 76))).toBe(0);
    expect(distanceBetween(before, song('Bb major', 76))).toBe(1);
    expect(distanceBetween(before, song('C minor', 81))).toBeGreaterThan(1);
  });

  test('a key that can not be read has no character', () => {
    expect(characterOf({ key: 'none', tempo: 80 })).toBeUndefined();
  });
});
