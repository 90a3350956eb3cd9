import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyEvents } from '../../src/studio/timed-notes.ts';

const note = (start: number, duration: number, pitch = 60, velocity = 80) => ({ start, duration, pitch, velocity });
const asFrames = (ticks: number): number => ticks * 10;

describe('key events', () => {
  it('come in order of time, keys going up before others go down', () => {
    expect(keyEvents([note(0, 5), note(5, 5, 64)], asFrames)).toEqual([
      { frame: 0, pitch: 60, velocity: 80 },
      { frame: 50, pitch: 60, velocity: 0 },
      { frame: 50, pitch: 64, velocity: 80 },
      { frame: 100, pitch: 64, velocity: 0 },
    ]);
  });

  it('a note of the same pitch ends the one that still sounds, once', () => {
    expect(keyEvents([note(0, 8), note(5, 5)], asFrames).map(({ frame, velocity }) => [frame, velocity])).toEqual([
      [0, 80],
      [50, 0],
      [50, 80],
      [100, 0],
    ]);
  });

  it('of two notes that begin together on one pitch, one sounds', () => {
    expect(keyEvents([note(0, 4), note(0, 8)], asFrames).filter(({ velocity }) => velocity > 0)).toHaveLength(1);
  });

  it('never leave a key hanging, nor let go of a key that is up', () => {
    const anyNote = fc.record({
      start: fc.nat(200),
      duration: fc.integer({ min: 1, max: 60 }),
      pitch: fc.integer({ min: 60, max: 64 }),
      velocity: fc.integer({ min: 1, max: 127 }),
    });
    fc.assert(
      fc.property(fc.array(anyNote), (notes) => {
        const sorted = notes.toSorted((a, b) => a.start - b.start || a.pitch - b.pitch);
        const down = new Set<number>();
        for (const { pitch, velocity } of keyEvents(sorted, asFrames)) {
          expect(down.has(pitch)).toBe(velocity === 0);
          if (velocity === 0) down.delete(pitch);
          else down.add(pitch);
        }
        expect(down.size).toBe(0);
      }),
    );
  });
});
