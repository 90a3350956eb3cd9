import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WrittenNote } from '../../src/compose/draft.ts';
import { refrain } from '../../src/compose/refrain.ts';

const note = (at: number, pitch: number, length = 2): WrittenNote => ({ at, length, pitch, velocity: 80, late: 0 });

/** What is sung in a bar, from its bar line. */
function bar(notes: readonly WrittenNote[], index: number): readonly string[] {
  return notes.filter(({ at }) => Math.floor(at / 16) === index).map(({ at, pitch }) => `${at % 16}:${pitch}`);
}

describe('refrain', () => {
  const melody = Array.from({ length: 16 }, (_, half) => note(half * 8, 60 + half, 8));

  test('sings the first bars again, and answers in the last', () => {
    const sung = refrain(melody, 3);
    for (const index of [0, 1, 2]) expect(bar(sung, index + 4)).toEqual(bar(melody, index));
    for (const index of [0, 1, 2, 3, 7]) expect(bar(sung, index)).toEqual(bar(melody, index));
  });

  test('of no bars changes nothing', () => {
    expect(refrain(melody, 0)).toBe(melody);
  });

  test('stays in order, and no note rings into the next', () => {
    const notes = fc
      .uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 127 }), length: fc.integer({ min: 1, max: 12 }) }), {
        selector: ({ at }) => at,
      })
      .map((places) => places.sort((a, b) => a.at - b.at).map(({ at, length }) => note(at, 60, length)));
    fc.assert(
      fc.property(notes, fc.integer({ min: 1, max: 3 }), (written, bars) => {
        refrain(written, bars).forEach(({ at, length }, index, sung) => {
          expect(at + length).toBeLessThanOrEqual(sung[index + 1]?.at ?? 200);
        });
      }),
    );
  });
});
