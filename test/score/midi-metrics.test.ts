import { describe, expect, test } from 'vitest';

import { barJaccard, measureMidi, PPQ, type MidiSong, type MidiTrack, type Note } from '../../src/score/index.ts';

const BAR = PPQ * 4;

function note(pitch: number, start = 0, duration = PPQ): Note {
  return { pitch, start, duration, velocity: 80 };
}

function song(tracks: readonly Partial<MidiTrack>[], meter: readonly [number, number] = [4, 4]): MidiSong {
  const whole = tracks.map((track) => ({ name: '', program: 0, drums: false, notes: [], ...track }));
  const duration = Math.max(...whole.flatMap(({ notes }) => notes.map((n) => n.start + n.duration)));
  return { tempo: 90, tempos: [], meters: [{ start: 0, meter }], markers: [], tracks: whole, hanging: 0, duration };
}

describe('barJaccard', () => {
  test('has its peak where the music comes back', () => {
    const bars = [60, 62, 60, 62].flatMap((pitch, bar) => [note(pitch, bar * BAR), note(pitch, bar * BAR + PPQ)]);
    expect(barJaccard(bars, 4)).toEqual([0, 1, 0, NaN]);
  });

  test('is the share of events that two bars have in common', () => {
    // One event shared, three in all; a late hand does not count.
    const bars = [note(60, 0), note(64, PPQ), note(60, BAR + 20), note(65, BAR + PPQ)];
    expect(barJaccard(bars, 1)[0]).toBeCloseTo(1 / 3);
  });

  test('leaves out pairs of silent bars', () => {
    expect(barJaccard([note(60, 0), note(60, 3 * BAR)], 3)).toEqual([0, 0, 1]);
    expect(barJaccard([], 1)).toEqual([NaN]);
  });
});

describe('measureMidi', () => {
  test('counts pitch without drums, rhythm with them', () => {
    const metrics = measureMidi(
      song([
        { notes: [note(60, 0), note(67, BAR, PPQ * 2)] },
        { drums: true, notes: [note(36, 0), note(38, PPQ), note(36, BAR)] },
      ]),
    );
    expect(metrics).toMatchObject({
      pitchClassEntropy: 1,
      scaleConsistency: 1,
      grooveConsistency: 1 - 1 / 16,
      barsRepeated: 0,
      emptyBeats: 1 - 4 / 6,
      noteDensity: 5 / 6,
      pitchRange: 7,
    });
    expect(metrics.barJaccard.slice(0, 2)).toEqual([0, NaN]);
    // A quarter is four sixteenths, a half eight.
    expect(metrics.durations).toEqual([0, 0, 0, 0.5, 0, 0.5, 0, 0, 0]);
  });

  test('counts pitch classes from the tonic, so that a key of its own tells nothing', () => {
    const scale = [0, 2, 4, 5, 7, 9, 11, 12].map((step, index) =>
      note(60 + step, index * PPQ, step % 12 === 0 ? BAR : PPQ),
    );
    const moved = scale.map((n) => ({ ...n, pitch: n.pitch + 3 }));
    const shares = measureMidi(song([{ notes: scale }])).pitchClasses;
    expect(shares).toEqual([2, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1].map((count) => count / 8));
    expect(measureMidi(song([{ notes: moved }])).pitchClasses).toEqual(shares);
  });

  test('takes bars from the meter', () => {
    const waltz = [0, 1, 2].map((bar) => note(60, bar * 3 * PPQ));
    expect(measureMidi(song([{ notes: waltz }], [3, 4])).barsRepeated).toBeCloseTo(2 / 3);
    expect(measureMidi(song([{ notes: waltz }], [4, 4])).barsRepeated).toBe(0);
  });

  test('can not tell pitch of drums alone', () => {
    const metrics = measureMidi(song([{ drums: true, notes: [note(36, 0), note(36, BAR)] }]));
    expect(metrics.pitchClassEntropy).toBeNaN();
    expect(metrics.pitchRange).toBeNaN();
    expect(metrics.pitchClasses).toEqual([]);
    expect(metrics.grooveConsistency).toBe(1);
  });
});
