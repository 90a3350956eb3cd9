import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hookFaults, shapeHook, skyline, toKey } from '../../../src/compose/edm/hook.ts';
import { chordAt, type WrittenChord } from '../../../src/compose/draft.ts';
import type { RollEvent } from '../../../src/model/index.ts';
import { seededRandom } from '../../../src/random/index.ts';
import { chordPitchClasses, pitchClass, scalePitchClasses, type Key } from '../../../src/theory/index.ts';

const KEY: Key = { tonic: 9, mode: 'minor' };
const PROGRESSION: readonly WrittenChord[] = [
  { at: 0, length: 16, chord: { root: 9, quality: 'min' } },
  { at: 16, length: 16, chord: { root: 5, quality: 'maj' } },
  { at: 32, length: 16, chord: { root: 0, quality: 'maj' } },
  { at: 48, length: 16, chord: { root: 7, quality: 'maj' } },
];
const SETTING = { key: KEY, progression: PROGRESSION, register: [64, 84], velocity: 100 } as const;
const FIGURE = 'x--x--x-|--x-..x-|x--x--x-|x---....';

function randomRoll(seed: number): readonly RollEvent[] {
  const random = seededRandom(seed);
  return Array.from({ length: 120 }, () => {
    return { at: Math.floor(random() * 64), sixteenths: 1, pitch: 24 + Math.floor(random() * 84) };
  });
}

describe('a hook', () => {
  test('is in the register and the key, on chord tones at every beat, without leaps that no one sings', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(3), (seed, from) => {
        const hook = shapeHook(skyline(randomRoll(seed), 64), FIGURE, from, SETTING);
        let wide = 0;
        hook.forEach((note, index) => {
          expect(note.pitch).toBeGreaterThanOrEqual(64);
          expect(note.pitch).toBeLessThanOrEqual(84);
          expect(scalePitchClasses(KEY)).toContain(pitchClass(note.pitch));
          const { chord } = chordAt(PROGRESSION, note.at % 64);
          if (note.at % 4 === 0) expect(chordPitchClasses(chord)).toContain(pitchClass(note.pitch));
          if (index > 0 && Math.abs(note.pitch - (hook[index - 1]?.pitch ?? 0)) > 12) wide += 1;
        });
        expect(wide).toBe(0);
      }),
    );
  });

  test('is a question and an answer twice: its rhythm comes back every two bars', () => {
    const hook = shapeHook(skyline(randomRoll(5), 64), FIGURE, 0, SETTING);
    const onsets = (bar: number) => hook.filter(({ at }) => Math.floor(at / 32) === bar / 2).map(({ at }) => at % 32);
    expect(onsets(0)).toEqual([0, 3, 6, 10, 14, 16, 19, 22, 24]);
    for (const bar of [2, 4, 6]) expect(onsets(bar)).toEqual(onsets(0));
    // The same question over the same chords.
    const question = (start: number) =>
      hook.filter(({ at }) => at >= start && at < start + 16).map(({ pitch }) => pitch);
    expect(question(64).length).toBe(5);
  });

  test('has faults when it stands still or leaps about, none when it sings', () => {
    const line = (...pitches: readonly number[]) =>
      pitches.map((pitch, index) => ({ at: index * 4, length: 4, pitch, velocity: 100, late: 0 }));
    expect(hookFaults(line(69, 71, 72, 76, 74, 72, 71, 69, 67, 69))).toBe(0);
    expect(hookFaults(line(69, 69, 69, 69, 69, 69))).toBeGreaterThan(1);
    expect(hookFaults(line(60, 76, 61, 79, 62, 84))).toBeGreaterThan(1);
  });
});

test('the top line of a roll is its highest beginning, held until the next', () => {
  const roll = [
    { at: 0, sixteenths: 4, pitch: 60 },
    { at: 0, sixteenths: 1, pitch: 72 },
    { at: 2, sixteenths: 1, pitch: 64 },
  ];
  expect(skyline(roll, 4)).toEqual([72, 72, 64, 64]);
});

test('a roll in A minor goes to a key by the nearer way', () => {
  const roll = [{ at: 0, sixteenths: 4, pitch: 69 }];
  expect(toKey(roll, { tonic: 0, mode: 'minor' })[0]?.pitch).toBe(72);
  expect(toKey(roll, { tonic: 4, mode: 'minor' })[0]?.pitch).toBe(64);
  expect(toKey([{ at: 0, sixteenths: 4, pitch: 60 }], { tonic: 11, mode: 'major' })[0]?.pitch).toBe(59);
});
