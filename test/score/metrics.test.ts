import { describe, expect, test } from 'vitest';
import {
  barsRepeated,
  emptyBeats,
  grooveConsistency,
  measureScore,
  pitchClassEntropy,
  PPQ,
  scaleConsistency,
  type Note,
} from '../../src/score/index.ts';

const BAR = PPQ * 4;

function note(pitch: number, start = 0, duration = PPQ): Note {
  return { pitch, start, duration, velocity: 80 };
}

describe('scaleConsistency', () => {
  test('a C major scale is all in one scale', () => {
    expect(scaleConsistency([60, 62, 64, 65, 67, 69, 71].map((pitch) => note(pitch)))).toBe(1);
  });

  test('the twelve semitones fill seven twelfths of any scale', () => {
    expect(scaleConsistency(Array.from({ length: 12 }, (_, index) => note(60 + index)))).toBeCloseTo(7 / 12);
  });

  test('can not be told without notes', () => {
    expect(scaleConsistency([])).toBeNaN();
  });
});

describe('pitchClassEntropy', () => {
  test('is 0 for octaves of one note, 1 for two alike, log2 12 for all', () => {
    expect(pitchClassEntropy([note(60), note(72)])).toBe(0);
    expect(pitchClassEntropy([note(60), note(67)])).toBeCloseTo(1);
    expect(pitchClassEntropy(Array.from({ length: 12 }, (_, index) => note(index)))).toBeCloseTo(Math.log2(12));
    expect(pitchClassEntropy([])).toBeNaN();
  });
});

describe('grooveConsistency', () => {
  test('is 1 for a rhythm that stays, even when it is played late', () => {
    expect(grooveConsistency([note(60, 0), note(64, BAR + 40)], 2)).toBe(1);
  });

  test('loses a sixteenth of the bar for each onset that differs', () => {
    const notes = [note(60, 0), note(60, PPQ), note(60, BAR), note(60, BAR + 2 * PPQ)];
    expect(grooveConsistency(notes, 2)).toBeCloseTo(1 - 2 / 16);
  });

  test('can not be told of a single bar', () => {
    expect(grooveConsistency([note(60)], 1)).toBeNaN();
  });
});

describe('barsRepeated', () => {
  test('counts bars whose pitches and onsets were heard before', () => {
    const bar = (at: number, pitch: number) => [note(pitch, at), note(pitch + 4, at + PPQ)];
    expect(barsRepeated([...bar(0, 60), ...bar(BAR, 62), ...bar(2 * BAR, 60), ...bar(3 * BAR + 30, 62)])).toBe(0.5);
    expect(barsRepeated([...bar(0, 60), ...bar(BAR, 61)])).toBe(0);
    expect(barsRepeated([])).toBeNaN();
  });
});

test('emptyBeats is the share of beats in which nothing sounds', () => {
  expect(emptyBeats([note(60, 0, PPQ * 1.5)], BAR)).toBe(0.5);
  expect(emptyBeats([], BAR)).toBe(1);
});

test('measureScore counts pitch without drums and rhythm with them', () => {
  const metrics = measureScore({
    tempo: 80,
    meter: [4, 4],
    key: { tonic: 0, mode: 'major' },
    chords: [],
    sections: [],
    duration: 2 * BAR,
    parts: [
      { role: 'melody', instrument: 'Flute', notes: [note(60, 0), note(62, BAR)] },
      { role: 'drums', instrument: 'Standard Kit', notes: [note(37, 0), note(42, PPQ * 2), note(37, BAR)] },
    ],
  });
  expect(metrics).toEqual({
    scaleConsistency: 1,
    pitchClassEntropy: 1,
    grooveConsistency: 1 - 1 / 16,
    barsRepeated: 0,
    emptyBeats: 1 - 3 / 8,
  });
});
