import { describe, expect, it } from 'vitest';

import {
  LOFI_GOALS,
  musicReport,
  setReport,
  songFigures,
  textTable,
  type SongFigures,
} from '../../src/evaluate/index.ts';
import { PPQ, type MidiSong } from '../../src/score/index.ts';

function song(pitches: readonly number[], last = 0): MidiSong {
  const notes = pitches.map((pitch, beat) => ({ start: beat * PPQ, duration: PPQ, pitch, velocity: 80 }));
  return {
    tempo: 90,
    tempos: [],
    markers: [],
    hanging: 0,
    meters: [{ start: 0, meter: [4, 4] }],
    tracks: [{ name: '', program: 0, drums: false, notes }],
    duration: Math.max(pitches.length * PPQ, last),
  };
}

function figures(name: string, pitches: readonly number[]): SongFigures {
  const found = songFigures({ name, midi: song(pitches) });
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe('songFigures', () => {
  it('does not count the bars of a file that claims to last for days', () => {
    expect(songFigures({ name: 'long', midi: song([60], 1e12) })).toMatch(/beats long/);
  });
});

describe('setReport', () => {
  it('tells mean, deviation and range, without the songs in which there is nothing to count', () => {
    const drumsOnly = songFigures({
      name: 'drums',
      midi: { ...song([36, 38]), tracks: [{ ...song([36, 38]).tracks[0]!, drums: true }] },
    });
    const { figures: found, songs } = setReport([
      figures('a', [60, 62]),
      figures('b', [60, 68]),
      drumsOnly as SongFigures,
    ]);
    expect(songs).toBe(3);
    expect(found.pitchRange).toEqual({ songs: 2, mean: 5, deviation: Math.sqrt(18), lowest: 2, highest: 8 });
  });
});

describe('musicReport', () => {
  it('holds the means to the goals, both ends included', () => {
    const { goals } = musicReport([figures('a', [60, 60, 60, 60])], { goals: LOFI_GOALS });
    expect(goals.find(({ goal }) => goal === 'scaleConsistency')).toMatchObject({ value: 1, met: true });
    expect(goals.find(({ goal }) => goal === 'pitchClassEntropy')).toMatchObject({ value: 0, met: false });
    // One bar has no neighbour: what can't be told is not met.
    expect(goals.find(({ goal }) => goal === 'grooveConsistency')).toMatchObject({ met: false });
  });

  it('needs songs, and a reference of four', () => {
    expect(() => musicReport([], { goals: [] })).toThrow(/no song/);
    const one = [figures('a', [60])];
    expect(() => musicReport(one, { goals: [], reference: one })).toThrow(/four/);
  });
});

describe('textTable', () => {
  it('sets numbers below each other', () => {
    expect(
      textTable([
        ['', 'mean'],
        ['tempo', '80'],
        ['a longer name', '7.25'],
      ]),
    ).toBe(['               mean', '-------------------', 'tempo            80', 'a longer name  7.25'].join('\n'));
  });
});
