import { describe, expect, it } from 'vitest';

import { hearingOf } from '../../src/model/blend-hearing.ts';
import { chordsBetween, firstBars, inMode, type BlendLesson } from '../../src/model/blend-lessons.ts';

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

describe('chordsBetween', () => {
  it('cuts what lies across an end', () => {
    expect(chordsBetween(MINOR.chords, 6, 12).map(({ root, beats }) => [root, beats])).toEqual([
      [0, 2],
      [8, 4],
    ]);
    expect(chordsBetween(MINOR.chords, 8, 16)).toEqual(MINOR.chords.slice(1));
    expect(chordsBetween(MINOR.chords, 16, 20)).toEqual([]);
  });
});

describe('hearingOf', () => {
  it('is the beginning of a lesson that the seed draws, one with a melody where there is one, in the mode asked for', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      expect(hearingOf([MAJOR, MINOR], seed, 'major').chords.map(({ root }) => root)).toEqual([9, 5]);
    }
    expect(hearingOf([MAJOR], 1, 'major').notes).toBeUndefined();
    const other = { ...MINOR, notes: (MINOR.notes ?? []).map((note) => ({ ...note, pitch: 72 })) };
    const heard = Array.from({ length: 20 }, (_, seed) => hearingOf([MINOR, other], seed, 'minor').notes?.[1]?.pitch);
    expect(new Set(heard)).toEqual(new Set([63, 72]));
    expect(hearingOf([MINOR, other], 4, 'minor')).toEqual(hearingOf([MINOR, other], 4, 'minor'));
  });

  it('is silence when there is nothing to hear', () => {
    expect(hearingOf([], 1, 'major')).toEqual({ chords: [] });
  });
});
