import { expect, test } from 'vitest';
import { faithful } from '../../src/compose/faithful.ts';
import { editMelody } from '../../src/compose/melody-line.ts';
import { lofiStyle } from '../support/shipped-styles.ts';

const LOFI = lofiStyle('lofi-hiphop');
const FAITHFUL = faithful(LOFI);

test('a faithful arrangement keeps every note of a melody where it lies, a style its own few', () => {
  // C major eighths, two octaves up and down, over its chord: nothing to mend.
  const pitches = [60, 64, 67, 72, 76, 79, 84, 79, 76, 72, 67, 64];
  const written = Array.from({ length: 64 }, (_, eighth) => {
    return { at: eighth * 2, length: 2, pitch: pitches[eighth % pitches.length] ?? 60, velocity: 80, late: 0 };
  });
  const setting = {
    key: { tonic: 0, mode: 'major' },
    chords: [{ at: 0, length: 128, chord: { root: 0, quality: 'maj' } }],
  } as const;
  const kept = (singing: typeof LOFI.melody) =>
    editMelody(written, { ...setting, singing }).map(({ at, pitch }) => `${at}:${pitch}`);
  expect(kept(FAITHFUL.melody)).toEqual(written.map(({ at, pitch }) => `${at}:${pitch}`));
  expect(kept(LOFI.melody).length).toBeLessThan(48);
});

test('a faithful arrangement holds no chord, colours none, and writes each section anew, with a melody', () => {
  expect(FAITHFUL.harmony).toMatchObject({ beatsPerChordMin: 1, sevenths: 0, turnaround: 0 });
  expect(FAITHFUL.melody.refrain).toEqual([0, 0]);
  const sections = [FAITHFUL.form.intro, ...FAITHFUL.form.body, FAITHFUL.form.outro];
  expect(new Set(sections.map(({ phrase }) => phrase)).size).toBe(sections.length);
  expect(sections.every(({ parts, varied }) => parts.includes('melody') && varied === false)).toBe(true);
  // Everything else is the style's.
  expect(FAITHFUL.instruments).toBe(LOFI.instruments);
  expect(FAITHFUL.comping).toBe(LOFI.comping);
});
