import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHORD_QUALITIES,
  chordPitchClasses,
  colourChord,
  foreignTones,
  nearestOf,
  scalePitchClasses,
  type ChordQuality,
  type Key,
} from '../../src/theory/index.ts';

const C_MAJOR: Key = { tonic: 0, mode: 'major' };
const A_MINOR: Key = { tonic: 9, mode: 'minor' };

describe('colourChord', () => {
  test.each([
    [5, 'maj', 'seventh', 'maj7'],
    [5, 'maj', 'ninth', 'maj9'],
    [7, 'maj', 'seventh', 'dom7'],
    [7, 'maj', 'ninth', 'dom9'],
    [2, 'min', 'ninth', 'min9'],
    [4, 'min', 'ninth', 'min7'],
    [11, 'dim', 'seventh', 'halfDim7'],
    [7, 'sus4', 'seventh', 'sus7'],
    [0, 'maj', 'triad', 'maj'],
  ] as const)('in C major, root %i %s with its %s is %s', (root, quality, colour, expected) => {
    expect(colourChord({ root, quality }, C_MAJOR, colour)).toEqual({ root, quality: expected });
  });

  test('never adds a tone from outside the key, nor loses one of the chord', () => {
    const quality = fc.constantFrom(...(Object.keys(CHORD_QUALITIES) as ChordQuality[]));
    const key = fc.record({ tonic: fc.integer({ min: 0, max: 11 }), mode: fc.constantFrom('major', 'minor') });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 11 }), quality, key, (root, name, inKey) => {
        const before = { root, quality: name };
        const after = colourChord(before, inKey, 'ninth');
        expect(foreignTones(after, inKey)).toBeLessThanOrEqual(foreignTones(before, inKey));
        expect(chordPitchClasses(after)).toEqual(expect.arrayContaining([...chordPitchClasses(before)]));
      }),
    );
  });
});

test('foreignTones counts what is outside the key', () => {
  expect(foreignTones({ root: 4, quality: 'dom7' }, A_MINOR)).toBe(1);
  expect(foreignTones({ root: 9, quality: 'min9' }, A_MINOR)).toBe(0);
  expect(foreignTones({ root: 1, quality: 'maj' }, C_MAJOR)).toBe(2);
});

test('nearestOf takes the nearer tone, and the lower of two', () => {
  const scale = scalePitchClasses(C_MAJOR);
  expect(nearestOf(1, scale)).toBe(0);
  expect(nearestOf(4, scale)).toBe(4);
  expect(nearestOf(11, [0, 4, 7])).toBe(0);
  expect(nearestOf(1, [11, 4])).toBe(11);
});
