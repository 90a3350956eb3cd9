import { describe, expect, test } from 'vitest';
import { counterLine } from '../../../src/compose/edm/counter-line.ts';
import { ownFigure } from '../../../src/compose/edm/hook.ts';
import type { WrittenChord } from '../../../src/compose/draft.ts';
import { chordPitchClasses, pitchClass, scalePitchClasses, type Key } from '../../../src/theory/index.ts';

const KEY: Key = { tonic: 0, mode: 'major' };
const PROGRESSION: readonly WrittenChord[] = [
  { at: 0, length: 32, chord: { root: 0, quality: 'maj' } },
  { at: 32, length: 32, chord: { root: 7, quality: 'maj' } },
];

/** Two bars of four voices in eighths, off the key where a voice is at 61. */
const ROLL = Array.from({ length: 16 }, (_, eighth) =>
  [48, 55, 61, 76].map((pitch) => ({ at: eighth * 2, sixteenths: 2, pitch })),
).flat();

describe('the classical line', () => {
  test('is the voice below the top, and has more voices below it the more classical the song is', () => {
    const voices = (classical: number) => {
      const line = counterLine(ROLL, { key: KEY, progression: PROGRESSION, classical });
      return line.filter(({ at }) => at === 2).length;
    };
    expect([0.2, 0.5, 0.9].map(voices)).toEqual([1, 2, 3]);
  });

  test('keeps to the key, and to the chord on every beat', () => {
    for (const { at, pitch } of counterLine(ROLL, { key: KEY, progression: PROGRESSION, classical: 1 })) {
      const { chord } = PROGRESSION[Math.floor((at % 64) / 32)] ?? { chord: { root: 0, quality: 'maj' as const } };
      const tones = at % 4 === 0 ? chordPitchClasses(chord) : scalePitchClasses(KEY);
      expect(tones).toContain(pitchClass(pitch));
    }
  });

  test('is a broken chord where the network wrote one voice', () => {
    const line = counterLine([{ at: 0, sixteenths: 4, pitch: 72 }], {
      key: KEY,
      progression: PROGRESSION,
      classical: 1,
    });
    expect(line.slice(0, 4).map(({ pitch }) => pitch)).toEqual([60, 67, 64, 67]);
    expect(line).toHaveLength(64);
  });
});

test("a roll's own rhythm is where its highest notes begin, when it can be sung", () => {
  const roll = [0, 4, 8, 12, 16, 22].map((at) => ({ at, sixteenths: 4, pitch: 72 + (at % 5) }));
  expect(ownFigure(roll)).toBe('x---x---x---x---x-----x---------');
  expect(ownFigure(roll.slice(0, 3))).toBeUndefined();
});
