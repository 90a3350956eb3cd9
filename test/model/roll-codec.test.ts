import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  encodeRoll,
  rollCodec,
  rollGaps,
  rollLengths,
  rollPitches,
  type RollEvent,
} from '../../src/model/roll-codec.ts';

function row(sequence: ReturnType<typeof encodeRoll>, name: string): readonly number[] {
  return [...(sequence.inputs[rollCodec.inputs.findIndex((field) => field.name === name)] ?? [])];
}

/** Reads a sequence back as onsets. */
function decoded({ length, targets }: ReturnType<typeof encodeRoll>, start: number): readonly RollEvent[] {
  let at = start;
  return Array.from({ length }, (_, step) => {
    const [pitch = 0, sixteenths = 0, gap = 0] = targets.map((answers) => answers[step] ?? 0);
    const event = { at, pitch: rollPitches.value(pitch), sixteenths: rollLengths.value(sixteenths) };
    at += rollGaps.value(gap);
    return event;
  });
}

const CHORD: readonly RollEvent[] = [
  { at: 4, sixteenths: 4, pitch: 48 },
  { at: 4, sixteenths: 4, pitch: 64 },
  { at: 8, sixteenths: 2, pitch: 67 },
];

describe('the roll codec', () => {
  it('gives back the onsets of any roll on its grid whose silences are at most two bars', () => {
    const steps = fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 32 }),
        pitches: fc.uniqueArray(fc.integer({ min: 24, max: 108 }), { minLength: 1, maxLength: 6 }),
        sixteenths: fc.constantFrom(...rollLengths.values),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, fc.constantFrom('edm' as const, 'classical' as const), (some, genre) => {
        let at = 0;
        const notes = some.flatMap(({ gap, pitches, sixteenths }) => {
          at += gap;
          return [...pitches].sort((a, b) => a - b).map((pitch) => ({ at, pitch, sixteenths }));
        });
        const sequence = encodeRoll({ genre, mode: 'minor', notes });
        expect(decoded(sequence, notes[0]?.at ?? 0)).toEqual(notes);
        rollCodec.inputs.forEach(({ size }, field) => {
          expect(sequence.inputs[field]?.every((token) => token >= 0 && token < size)).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('hears the place of a note before it chooses it, how far the chord is, and what began there some bars ago', () => {
    const again = CHORD.map((note) => ({ ...note, at: note.at + 16 }));
    const sequence = encodeRoll({ genre: 'edm', mode: 'major', notes: [...CHORD, ...again] });
    expect(row(sequence, 'place')).toEqual([4, 4, 8, 4, 4, 8]);
    expect(row(sequence, 'voice')).toEqual([0, 1, 0, 0, 1, 0]);
    expect(row(sequence, 'bar')).toEqual([0, 0, 0, 1, 1, 1]);
    const [low, high, lone] = CHORD.map(({ pitch }) => rollPitches.token(pitch));
    expect(row(sequence, 'pitch 1 bars ago').slice(3)).toEqual([low, high, lone]);
    expect(row(sequence, 'pitch 1 bars ago').slice(0, 3)).toEqual(CHORD.map(() => rollPitches.none));
    expect(row(sequence, 'lowest before').slice(2)).toEqual([low, lone, lone, low]);
    expect(row(sequence, 'highest before').slice(2)).toEqual([high, lone, lone, high]);
  });

  it('moves what is out of range by octaves, once, and leaves out whole bars of a long silence', () => {
    const notes = [
      { at: 0, sixteenths: 5, pitch: 12 },
      { at: 0, sixteenths: 1, pitch: 24 },
      { at: 100, sixteenths: 1, pitch: 120 },
    ];
    const events = decoded(encodeRoll({ genre: 'classical', mode: 'minor', notes }), 0);
    expect(events.map(({ at, pitch }) => [at, pitch])).toEqual([
      [0, 24],
      // 100 is the fifth sixteenth of a bar, and so is 20.
      [20, 108],
    ]);
  });
});
