import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  CHORD_QUALITIES,
  chordPitchClasses,
  findChords,
  type Chord,
  type ChordQuality,
  type ChordSlot,
} from '../../src/theory/index.ts';

const silent = new Array<number>(12).fill(0);

/** A slot in which a chord's tones sound alike and its root is the lowest. */
function slotOf(chord: Chord, passing: readonly number[] = []): ChordSlot {
  const weights = [...silent];
  for (const tone of chordPitchClasses(chord)) weights[tone] = 4;
  for (const tone of passing) weights[tone] = (weights[tone] ?? 0) + 1;
  return { weights, bass: silent.with(chord.root, 8) };
}

const C: Chord = { root: 0, quality: 'maj' };
const F: Chord = { root: 5, quality: 'maj' };
const G7: Chord = { root: 7, quality: 'dom7' };
const Am: Chord = { root: 9, quality: 'min' };

const found = (slots: readonly ChordSlot[]) => findChords(slots).map((finding) => finding?.chord);

describe('findChords', () => {
  it('finds each of the 228 chords where it lasts', () => {
    for (const quality of Object.keys(CHORD_QUALITIES) as ChordQuality[]) {
      for (let root = 0; root < 12; root += 1) {
        const slots = Array.from({ length: 8 }, () => slotOf({ root, quality }));
        expect(found(slots)).toEqual(slots.map(() => ({ root, quality })));
      }
    }
  });

  it('follows a progression slot by slot, through passing tones', () => {
    const progression = [C, C, Am, Am, F, F, G7, G7];
    expect(found(progression.map((chord, index) => slotOf(chord, [(index * 5 + 2) % 12])))).toEqual(progression);
  });

  it('does not change the chord for a slot that only hints at another', () => {
    const hint: ChordSlot = { weights: silent.with(0, 3).with(4, 3).with(9, 2), bass: silent.with(0, 8) };
    expect(found([slotOf(C), slotOf(C), hint, slotOf(C)])).toEqual([C, C, C, C]);
  });

  it('lets the bass decide where two chords have the same tones', () => {
    const both = [9, 0, 4, 7].reduce((weights, tone) => weights.with(tone, 4), silent);
    const over = (bass: number) =>
      found(Array.from({ length: 8 }, () => ({ weights: both, bass: silent.with(bass, 8) })));
    expect(over(9)[0]).toEqual({ root: 9, quality: 'min7' });
    expect(over(0)[0]).toEqual({ root: 0, quality: 'maj6' });
  });

  it('lets a chord ring through silence, and finds none where nothing ever sounds', () => {
    const rest: ChordSlot = { weights: silent, bass: silent };
    expect(found([slotOf(Am), rest, rest, slotOf(F)])[1]).toEqual(Am);
    expect(found([rest, rest])).toEqual([undefined, undefined]);
    expect(found([])).toEqual([]);
  });

  it('tells how much of what sounds is in the chord', () => {
    const [finding] = findChords([slotOf(C, [1, 1, 1, 1])]);
    expect(finding).toEqual({ chord: C, covered: 12 / 16 });
  });

  it('moves with a transposition', () => {
    const turn = (row: readonly number[], steps: number) => row.map((_, pitch) => row[(pitch - steps + 12) % 12] ?? 0);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(C, F, G7, Am), { minLength: 1, maxLength: 8 }),
        fc.nat(11),
        (chords, steps) => {
          const slots = chords.map((chord, index) => slotOf(chord, [(index * 7 + 1) % 12]));
          const moved = slots.map(({ weights, bass }) => ({ weights: turn(weights, steps), bass: turn(bass, steps) }));
          expect(found(moved)).toEqual(
            found(slots).map((chord) => chord && { root: (chord.root + steps) % 12, quality: chord.quality }),
          );
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });
});
