import { describe, expect, it } from 'vitest';

import { hearingOf } from '../../src/model/blend-hearing.ts';
import { firstBars, inMode, type BlendLesson } from '../../src/model/blend-lessons.ts';

/** Four bars in A minor as it is read: the tonic is C. */
const MINOR: BlendLesson = {
  mode: 'minor',
  chords: [
    { root: 0, quality: 'min', beats: 8 },
    { root: 8, quality: 'maj', beats: 8 },
  ],
  notes: [60, 63, undefined, 67, 72].map((pitch, index) => ({
    pitch,
    sixteenths: index === 2 ? 24 : 10,
    velocity: 80,
  })),
};

const MAJOR: BlendLesson = {
  mode: 'major',
  chords: [
    { root: 0, quality: 'maj', beats: 8 },
    { root: 7, quality: 'maj', beats: 8 },
  ],
};

describe('inMode', () => {
  it('turns a minor key into its relative major, and back', () => {
    const major = inMode(MINOR, 'major');
    // A minor and F major in C are vi and IV.
    expect(major.chords.map(({ root }) => root)).toEqual([9, 5]);
    expect(major.notes?.map(({ pitch }) => pitch)).toEqual([57, 60, undefined, 64, 69]);
    expect(inMode(major, 'minor')).toEqual(MINOR);
    expect(inMode(MINOR, 'minor')).toBe(MINOR);
  });
});

describe('firstBars', () => {
  it('goes to the next bar line on which no note is held, with the chords up to there', () => {
    const notes = [16, 20, 12, 16].map((sixteenths) => ({ pitch: 60, sixteenths, velocity: 80 }));
    const lesson = { ...MINOR, notes };
    expect(firstBars(lesson, 1).notes).toHaveLength(1);
    const cut = firstBars(lesson, 2);
    expect(cut.notes).toHaveLength(3);
    expect(cut.chords.map(({ beats }) => beats)).toEqual([8, 4]);
    expect(firstBars(lesson, 99)).toEqual(lesson);
  });

  it('cuts a harmony without notes to whole bars', () => {
    expect(firstBars({ ...MAJOR, chords: [{ root: 0, quality: 'maj', beats: 7 }] }, 4).chords[0]?.beats).toBe(4);
    expect(firstBars(MAJOR, 3).chords.map(({ beats }) => beats)).toEqual([8, 4]);
  });
});

describe('hearingOf', () => {
  const hear = hearingOf([[MINOR], [], [MAJOR]]);

  it('draws a source by the seed before chords, and passes over those that hold nothing', () => {
    const heard = Array.from({ length: 20 }, (_, seed) => hear({ seed, mode: 'major' })?.chords[0]?.root);
    expect(new Set(heard)).toEqual(new Set([0, 9]));
    expect(hear({ seed: 4, mode: 'minor' })).toEqual(hear({ seed: 4, mode: 'minor' }));
  });

  it('takes the source whose harmony is that of the chords before a melody', () => {
    for (const [lesson, root] of [
      [MAJOR, 0],
      [inMode(MINOR, 'major'), 9],
    ] as const) {
      const heard = Array.from({ length: 5 }, (_, seed) => hear({ seed, mode: 'major', chords: lesson.chords }));
      for (const { chords } of heard.filter((one) => one !== undefined)) expect(chords[0]?.root).toBe(root);
      expect(heard).not.toContain(undefined);
    }
  });

  it('is silent when there is no source', () => {
    expect(hearingOf([])({ seed: 1, mode: 'major' })).toBeUndefined();
    expect(hearingOf([[]])({ seed: 1, mode: 'minor', chords: MAJOR.chords })).toBeUndefined();
  });
});
