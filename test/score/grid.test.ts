import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  ALL_KEYS,
  alignment,
  centrePitch,
  keyOfNotes,
  PPQ,
  quantise,
  ROLL_STEPS_MAX,
  semitonesToC,
  sumParts,
  transpose,
  type Alignment,
  type Note,
} from '../../src/score/index.ts';

const note = (start: number, duration: number, pitch = 60, velocity = 80): Note => ({
  start,
  duration,
  pitch,
  velocity,
});
const notes = fc.array(
  fc.record({
    start: fc.nat(20_000),
    duration: fc.integer({ min: 1, max: 4000 }),
    pitch: fc.nat(127),
    velocity: fc.integer({ min: 1, max: 127 }),
  }),
  { maxLength: 60 },
);

describe('quantise', () => {
  it('moves notes to sixteenths and keeps how far off they were played', () => {
    expect(quantise([note(7, 100), note(355, 130), note(590, 300)])).toEqual([
      { ...note(0, 120), offset: 7 },
      { ...note(360, 120), offset: -5 },
      { ...note(600, 240), offset: -10 },
    ]);
  });

  it('keeps triplets and sextuplets, beat by beat', () => {
    const triplet = [0, 163, 318].map((start) => note(start, 150));
    const straight = [480, 598, 722, 841].map((start) => note(start, 110));
    const sextuplet = [960, 1042, 1119, 1200, 1281, 1359].map((start) => note(start, 75));
    expect(quantise([...triplet, ...straight, ...sextuplet]).map(({ start }) => start)).toEqual([
      ...[0, 160, 320],
      ...[480, 600, 720, 840],
      ...[960, 1040, 1120, 1200, 1280, 1360],
    ]);
  });

  it('takes loose sixteenths for sixteenths', () => {
    const loose = [12, 101, 262, 338].map((start) => note(start, 100));
    expect(quantise(loose).map(({ start }) => start)).toEqual([0, 120, 240, 360]);
  });

  it('loses nothing: what was played is the grid and the offset, and no offset is larger than half a sixteenth', () => {
    fc.assert(
      fc.property(notes, (played) => {
        const quantised = quantise(played);
        quantised.forEach((moved, index) => {
          expect(moved.start + moved.offset).toBe(played[index]?.start);
          expect(Math.abs(moved.offset)).toBeLessThanOrEqual(PPQ / 6);
          expect(moved.start % 40).toBe(0);
          expect(moved.duration).toBeGreaterThanOrEqual(PPQ / 6);
        });
        // What is on the grid stays where it is.
        const again = quantise(quantised.filter(({ start }) => start % 120 === 0));
        expect(again.every(({ offset }) => offset === 0)).toBe(true);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('sumParts', () => {
  it('adds velocities where parts meet, and tells a note struck again from one held', () => {
    const roll = sumParts([
      { notes: [note(0, 240, 60, 50), note(245, 230, 60, 50)] },
      { notes: [note(118, 240, 60, 100), note(0, 480, 64, 30)] },
    ]);
    const row = (pitch: number, values: Uint8Array) => [0, 1, 2, 3].map((step) => values[step * 128 + pitch]);
    expect(roll.steps).toBe(4);
    expect(row(60, roll.velocities)).toEqual([50, 127, 127, 50]);
    expect(row(60, roll.onsets)).toEqual([1, 1, 1, 0]);
    expect(row(64, roll.velocities)).toEqual([30, 30, 30, 30]);
  });

  it('has no room for what begins after its last step', () => {
    const roll = sumParts([{ notes: [note(0, 120), note(ROLL_STEPS_MAX * 120, 120), note(1e12, 120)] }]);
    expect(roll.steps).toBe(1);
    expect(sumParts([{ notes: [note(0, 1e12)] }]).steps).toBe(ROLL_STEPS_MAX);
    expect(sumParts([]).steps).toBe(0);
  });
});

describe('transpose', () => {
  it('moves all pitches, folding what leaves the range back by octaves', () => {
    const moved = transpose([note(0, 1, 60), note(0, 1, 125), note(0, 1, 2)], 5);
    expect(moved.map(({ pitch }) => pitch)).toEqual([65, 118, 7]);
    expect(transpose([note(0, 1, 2)], -5)[0]?.pitch).toBe(9);
  });

  it('gives each of the twelve keys once, none more than a tritone away', () => {
    const keys = ALL_KEYS.map((semitones) => transpose([note(0, 1, 60)], semitones)[0]?.pitch ?? 0);
    expect(new Set(keys.map((pitch) => pitch % 12)).size).toBe(12);
    expect(keys.every((pitch) => Math.abs(pitch - 60) <= 6)).toBe(true);
  });
});

describe('alignment', () => {
  const align = (notes: readonly Note[], by?: Alignment) => transpose(notes, alignment(notes, by));

  const scale = (tonic: number): Note[] =>
    [0, 2, 4, 5, 7, 9, 11, 12, 7, 4, 0].map((step, index) =>
      note(index * 480, step % 12 === 0 ? 960 : 480, tonic + step),
    );

  it('brings any major song to C, by the shorter way', () => {
    for (let tonic = 55; tonic < 67; tonic += 1) {
      expect(keyOfNotes(align(scale(tonic)))?.key).toEqual({ tonic: 0, mode: 'major' });
      expect(Math.abs(alignment(scale(tonic)))).toBeLessThanOrEqual(6);
    }
  });

  it('brings minor keys to A', () => {
    expect(semitonesToC({ tonic: 9, mode: 'minor' })).toBe(0);
    expect(semitonesToC({ tonic: 0, mode: 'minor' })).toBe(-3);
    expect(semitonesToC({ tonic: 2, mode: 'major' })).toBe(-2);
  });

  it('can do as the EDM project did: the mean pitch to middle C, whatever the key', () => {
    const centred = align(scale(50), 'centre');
    expect(Math.abs((centrePitch(centred) ?? 0) - 60)).toBeLessThanOrEqual(0.5);
    expect(align([], 'centre')).toEqual([]);
    expect(alignment([], 'key')).toBe(0);
  });
});
