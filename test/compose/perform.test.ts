import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WrittenNote } from '../../src/compose/draft.ts';
import { perform } from '../../src/compose/perform.ts';

const STRAIGHT = { tempo: 125, swing: 0.5, duration: 1920 };

function note(at: number, length: number, pitch = 60, late = 0): WrittenNote {
  return { at, length, pitch, velocity: 80.4, late };
}

describe('perform', () => {
  test('a millisecond at 125 is a tick; sixteenths swing', () => {
    expect(perform([note(1, 1, 60, 17)], STRAIGHT)).toEqual([{ start: 137, duration: 103, pitch: 60, velocity: 80 }]);
    expect(perform([note(1, 1)], { ...STRAIGHT, swing: 0.58 })[0]?.start).toBe(139);
  });

  test('a pitch struck while it sounds ends where it is struck again; struck twice at once it is one', () => {
    expect(
      perform([note(0, 8), note(4, 4), note(4, 2)], STRAIGHT).map(({ start, duration }) => [start, duration]),
    ).toEqual([
      [0, 480],
      [480, 240],
    ]);
  });

  test('whatever is written, what is played is sorted, within MIDI and within the song, and never overlaps', () => {
    const written = fc.record({
      at: fc.integer({ min: 0, max: 30 }),
      length: fc.double({ min: 0, max: 20, noNaN: true }),
      pitch: fc.integer({ min: 60, max: 63 }),
      velocity: fc.double({ min: -20, max: 200, noNaN: true }),
      late: fc.double({ min: -20, max: 60, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(written, { maxLength: 30 }), (notes) => {
        const played = perform(notes, { tempo: 80, swing: 0.57, duration: 1920 });
        const ends = new Map<number, number>();
        let previous = { start: 0, pitch: 0 };
        for (const { start, duration, pitch, velocity } of played) {
          expect(start > previous.start || (start === previous.start && pitch >= previous.pitch)).toBe(true);
          expect(Number.isInteger(start) && Number.isInteger(duration) && Number.isInteger(velocity)).toBe(true);
          expect(start).toBeGreaterThanOrEqual(ends.get(pitch) ?? 0);
          expect(duration).toBeGreaterThanOrEqual(1);
          expect(start + duration).toBeLessThanOrEqual(1920);
          expect(velocity).toBeGreaterThanOrEqual(1);
          expect(velocity).toBeLessThanOrEqual(127);
          ends.set(pitch, start + duration);
          previous = { start, pitch };
        }
      }),
    );
  });
});
