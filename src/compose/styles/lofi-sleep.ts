import type { Style } from '../style.ts';

/** No drums, long chords, few notes: for the last hour of a day. */
export const LOFI_SLEEP: Style = {
  name: 'lofi-sleep',
  description: 'Slow chords over a pad, a few notes of melody and no drums: for falling asleep.',
  tempo: [60, 72],
  swing: [0.5, 0.52],
  minorShare: 0.35,
  harmony: { temperature: 0.85, topP: 0.9, bars: 4, beatsPerChordMin: 4, ninths: 0.8 },
  melody: {
    temperature: 0.85,
    topP: 0.9,
    register: [64, 84],
    notesPerBarMax: 3,
    ringThrough: 4,
    breath: 8,
    velocities: [46, 74],
    late: [10, 30],
  },
  form: {
    intro: { name: 'intro', phrase: 'a', bars: 4, parts: ['chords', 'pad'], energy: 0.2 },
    body: [
      { name: 'A', phrase: 'a', bars: 8, parts: ['melody', 'chords', 'bass', 'pad'], energy: 0.45 },
      { name: 'B', phrase: 'b', bars: 8, parts: ['melody', 'chords', 'bass', 'pad'], energy: 0.5 },
      { name: "A'", phrase: 'a', bars: 8, parts: ['melody', 'chords', 'bass', 'pad'], energy: 0.45, varied: true },
      { name: 'rest', phrase: 'b', bars: 4, parts: ['chords', 'pad'], energy: 0.3, bodyBarsMin: 28 },
    ],
    again: 0,
    outro: { name: 'outro', phrase: 'a', bars: 4, parts: ['chords', 'pad'], energy: 0.2 },
  },
  comping: {
    hands: { low: 48, high: 68, voices: 4 },
    quiet: ['X...............'],
    full: ['X...............', 'X.......x.......'],
    roll: [20, 45],
    late: [4, 15],
    velocity: 64,
  },
  instruments: {
    melody: ['Vibraphone', 'Music Box', 'Acoustic Grand Piano', 'Celesta'],
    chords: ['Electric Piano 1', 'Electric Piano 2'],
    bass: ['Acoustic Bass', 'Fretless Bass'],
    pad: ['Warm Pad'],
  },
  effects: { rain: -11, vinyl: -24 },
  gates: {
    scaleConsistency: [0.95, 1],
    pitchClassEntropy: [2.2, 2.9],
    grooveConsistency: [0.78, 1],
    emptyBeats: [0, 0.05],
  },
};
