import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planForm } from '../../src/compose/form.ts';
import { holdChords, layChords, progressionFaults, turnAround, writeChords } from '../../src/compose/harmony.ts';
import type { ChordEvent } from '../../src/model/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { lofiStyle } from '../support/shipped-styles.ts';

const LOFI = lofiStyle('lofi-hiphop');

function events(...chords: readonly (readonly [number, ChordEvent['quality'], number])[]): readonly ChordEvent[] {
  return chords.map(([root, quality, beats]) => ({ root, quality, beats }));
}

describe('holdChords', () => {
  test('the chord that rules longest of each stretch stays, and equal neighbours become one', () => {
    const written = events([0, 'maj', 1.5], [7, 'maj', 0.5], [9, 'min', 0.5], [0, 'maj', 1.5], [5, 'maj', 4]);
    expect(holdChords(written, 2)).toEqual(events([0, 'maj', 4], [5, 'maj', 4]));
  });

  test('keeps the length, and changes no faster than it may', () => {
    const beats = fc.integer({ min: 1, max: 8 }).map((halves) => halves / 2);
    const chord = fc.record({ root: fc.integer({ min: 0, max: 11 }), quality: fc.constant('min' as const), beats });
    fc.assert(
      fc.property(fc.array(chord, { minLength: 1, maxLength: 20 }), (written) => {
        const length = (list: readonly ChordEvent[]) => list.reduce((sum, event) => sum + event.beats, 0);
        const held = holdChords(written, 2);
        expect(length(held)).toBe(length(written));
        for (const event of held.slice(0, -1)) expect(event.beats % 2).toBe(0);
      }),
    );
  });
});

describe('turnAround', () => {
  test('leads home by two and five in the last bar, whatever was there', () => {
    const written = events([0, 'maj7', 6], [9, 'min7', 4], [5, 'maj7', 6]);
    expect(turnAround(written)).toEqual(
      events([0, 'maj7', 6], [9, 'min7', 4], [5, 'maj7', 2], [2, 'min7', 2], [7, 'dom7', 2]),
    );
    expect(turnAround(events([9, 'min7', 8], [5, 'maj7', 8])).slice(-2)).toEqual(
      events([11, 'halfDim7', 2], [4, 'dom7', 2]),
    );
  });

  test('leaves a single bar alone', () => {
    const written = events([0, 'maj7', 4]);
    expect(turnAround(written)).toBe(written);
  });
});

describe('progressionFaults', () => {
  const C_MINOR = { tonic: 0, mode: 'minor' } as const;

  test('finds none in a plain loop, nor in one dominant of the minor key', () => {
    expect(progressionFaults(events([0, 'min', 4], [8, 'maj', 4], [5, 'min', 4], [7, 'dom7', 4]), C_MINOR)).toBe(0);
  });

  test('minds standing still, few roots and leaving the key', () => {
    expect(progressionFaults(events([0, 'min', 16]), C_MINOR)).toBeGreaterThan(1);
    expect(progressionFaults(events([0, 'min', 8], [5, 'min', 8]), C_MINOR)).toBe(1);
    expect(progressionFaults(events([0, 'maj', 4], [6, 'maj', 4], [1, 'min', 8]), C_MINOR)).toBeGreaterThan(1);
  });
});

describe('writeChords', () => {
  test('transposes to the key, colours with its tones, and equal chords alike', () => {
    const written = writeChords(events([0, 'maj', 4], [9, 'min', 2], [0, 'maj', 2]), {
      key: { tonic: 2, mode: 'major' },
      sevenths: 1,
      ninths: 0.5,
      random: seededRandom(1),
    });
    expect(written.map(({ at, length }) => [at, length])).toEqual([
      [0, 16],
      [16, 8],
      [24, 8],
    ]);
    expect(written.map(({ chord }) => chord.root)).toEqual([2, 11, 2]);
    expect(written[0]?.chord).toEqual(written[2]?.chord);
    expect(['maj7', 'maj9']).toContain(written[0]?.chord.quality);
  });
});

test('layChords fills the song without gaps and comes home in the last bar', () => {
  const key = { tonic: 9, mode: 'minor' } as const;
  const phrase = (root: number) => ({
    chords: [
      { at: 0, length: 40, chord: { root, quality: 'min7' as const } },
      { at: 40, length: 24, chord: { root: root + 1, quality: 'maj7' as const } },
    ],
  });
  for (const bars of [6, 8, 20, 44]) {
    const laid = layChords(planForm(LOFI.form, bars), { a: phrase(2), b: phrase(4), c: phrase(6) }, key);
    let at = 0;
    for (const chord of laid) {
      expect(chord.at).toBe(at);
      expect(chord.length).toBeGreaterThan(0);
      at += chord.length;
    }
    expect(at).toBe(bars * 16);
    expect(laid.at(-1)).toEqual({
      at: bars * 16 - 16,
      length: 16,
      chord: { root: 9, quality: 'min9' },
      source: 'home',
    });
  }
});
