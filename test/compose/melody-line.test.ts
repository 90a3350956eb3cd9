import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WrittenNote } from '../../src/compose/draft.ts';
import {
  breathe,
  clashes,
  editMelody,
  intoRegister,
  melodyFaults,
  mendClashes,
  thin,
  tie,
  writeMelody,
} from '../../src/compose/melody-line.ts';
import { vary } from '../../src/compose/melody-part.ts';
import { seededRandom } from '../../src/random/index.ts';
import { fakeMusicians } from '../support/fake-musicians.ts';
import { lofiStyle } from '../support/shipped-styles.ts';

const LOFI = lofiStyle('lofi-hiphop');

const C_MAJOR = { tonic: 0, mode: 'major' } as const;
const CHORDS = [
  { at: 0, length: 32, chord: { root: 0, quality: 'maj7' as const } },
  { at: 32, length: 32, chord: { root: 5, quality: 'maj7' as const } },
];
const SETTING = { key: C_MAJOR, chords: CHORDS, singing: LOFI.melody };

function note(at: number, pitch: number, length = 2): WrittenNote {
  return { at, length, pitch, velocity: 80, late: 0 };
}

function phrase(seed: number): readonly WrittenNote[] {
  const sampling = { seed, temperature: 1, topP: 1, mode: 'major' } as const;
  const chords = [{ root: 0, quality: 'maj' as const, beats: 32 }];
  return writeMelody(fakeMusicians().notes({ ...sampling, chords }), C_MAJOR);
}

test('writeMelody lays events one after another and goes the nearer way to the key', () => {
  const events = [
    { pitch: 60, sixteenths: 4, velocity: 70 },
    { pitch: undefined, sixteenths: 2, velocity: 0 },
    { pitch: 67, sixteenths: 2, velocity: 90 },
  ];
  expect(writeMelody(events, { tonic: 2, mode: 'major' }).map(({ at, pitch }) => [at, pitch])).toEqual([
    [0, 62],
    [6, 69],
  ]);
  expect(writeMelody(events, { tonic: 10, mode: 'major' })[0]?.pitch).toBe(58);
});

describe('mendClashes', () => {
  test('a semitone above a chord tone on a strong beat goes to the chord', () => {
    expect(mendClashes([note(0, 65)], SETTING)[0]?.pitch).toBe(64);
    expect(mendClashes([note(8, 72), note(40, 70)], SETTING).map(({ pitch }) => pitch)).toEqual([72, 69]);
  });

  test('a passing note of the scale stays, a short foreign one goes to the scale', () => {
    expect(mendClashes([note(2, 65)], SETTING)[0]?.pitch).toBe(65);
    expect(mendClashes([note(2, 66)], SETTING)[0]?.pitch).toBe(65);
  });

  test('a tension that is no clash stays on a strong beat', () => {
    expect(mendClashes([note(0, 69)], SETTING)[0]?.pitch).toBe(69);
  });

  test('uses the chord of the repeat', () => {
    expect(mendClashes([note(64, 65)], SETTING)[0]?.pitch).toBe(64);
    expect(mendClashes([note(96, 65)], SETTING)[0]?.pitch).toBe(65);
  });
});

test('a note ends where a chord begins that it clashes with, and rings on into one that it does not', () => {
  const onto = (pitch: number) => mendClashes([note(28, pitch, 12)], SETTING)[0];
  expect(onto(72)?.length).toBe(12);
  const toE = [CHORDS[0]!, { at: 32, length: 32, chord: { root: 4, quality: 'min7' as const } }];
  expect(mendClashes([note(28, 72, 12)], { ...SETTING, chords: toE })[0]?.length).toBe(4);
});

test('tie lets short gaps ring and leaves rests', () => {
  expect(tie([note(0, 60, 2), note(4, 62, 2), note(10, 64, 2)], 2).map(({ length }) => length)).toEqual([4, 2, 2]);
});

test('breathe silences the end of every four bars', () => {
  expect(breathe([note(50, 60, 20), note(58, 62), note(64, 64)], 6)).toEqual([note(50, 60, 8), note(64, 64)]);
});

test('thin drops the short ones off the beat first', () => {
  const notes = [note(0, 60, 4), note(3, 62, 1), note(4, 64, 2), note(7, 65, 1), note(16, 67, 1)];
  expect(thin(notes, 2).map(({ at }) => at)).toEqual([0, 4, 16]);
});

test('intoRegister keeps the contour where it can, and folds only what no octave has room for', () => {
  const moved = (...pitches: number[]) =>
    intoRegister(
      pitches.map((pitch, index) => note(index * 4, pitch)),
      [64, 84],
    ).map(({ pitch }) => pitch);
  expect(moved(52, 55, 72)).toEqual([64, 67, 84]);
  expect(moved(64, 81, 66)).toEqual([64, 81, 66]);
  expect(moved(48, 60, 62, 90)).toEqual([72, 72, 74, 78]);
  expect(moved()).toEqual([]);
});

test('an edited phrase keeps every rule, whatever was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const edited = editMelody(phrase(seed), SETTING);
      const [low, high] = LOFI.melody.register;
      for (const sung of edited) {
        expect(sung.pitch).toBeGreaterThanOrEqual(low);
        expect(sung.pitch).toBeLessThanOrEqual(high);
        expect(sung.length).toBeGreaterThan(0);
        expect(sung.velocity).toBeGreaterThanOrEqual(LOFI.melody.velocities[0]);
        expect(sung.velocity).toBeLessThanOrEqual(LOFI.melody.velocities[1]);
        expect((sung.at % 64) + sung.length).toBeLessThanOrEqual(64 - LOFI.melody.breath);
        const { chord } = CHORDS[sung.at % 64 < 32 ? 0 : 1] ?? CHORDS[0]!;
        expect(clashes(sung, chord, C_MAJOR)).toBe(false);
      }
      for (let bar = 0; bar < 8; bar += 1) {
        const notes = edited.filter(({ at }) => Math.floor(at / 16) === bar);
        expect(notes.length).toBeLessThanOrEqual(LOFI.melody.notesPerBarMax);
      }
    }),
  );
});

test('an empty phrase stays empty', () => {
  expect(editMelody([], SETTING)).toEqual([]);
});

test('a varied phrase is known again: most notes stay, none overlap, its order too', () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const before = editMelody(phrase(seed), SETTING);
    const after = vary(before, { key: C_MAJOR, lowest: 64, random: seededRandom(seed) });
    const kept = after.filter((now) => before.some(({ at, pitch }) => at === now.at && pitch === now.pitch));
    expect(kept.length).toBeGreaterThan(before.length * 0.5);
    expect(Math.min(...after.map(({ pitch }) => pitch))).toBeGreaterThanOrEqual(64);
    after.slice(1).forEach((next, index) => {
      const earlier = after[index];
      expect(next.at).toBeGreaterThanOrEqual((earlier?.at ?? 0) + (earlier?.length ?? 0));
    });
  }
});

test('melodyFaults minds silence, one note for ever, and restless leaps', () => {
  const walk = Array.from({ length: 24 }, (_, index) =>
    note(Math.floor(index / 3) * 16 + (index % 3) * 4, 60 + [0, 2, 4, 5][index % 4]!),
  );
  expect(melodyFaults(walk, 8)).toBe(0);
  expect(melodyFaults([], 8)).toBeGreaterThan(1);
  expect(
    melodyFaults(
      walk.map((sung) => ({ ...sung, pitch: 60 })),
      8,
    ),
  ).toBeGreaterThan(1);
  expect(
    melodyFaults(
      walk.map((sung, index) => ({ ...sung, pitch: index % 2 === 0 ? 60 : 79 })),
      8,
    ),
  ).toBeGreaterThan(1);
});
