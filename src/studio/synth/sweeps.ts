import type { Envelope, PatchFilter, TonePatch } from './patch.ts';

const STILL: Envelope = { attackSeconds: 0.001, decaySeconds: 1, sustain: 1, releaseSeconds: 1 };

/** Where the filter stands is set by the sweep alone, and a little by the pitch. */
function swept(kind: PatchFilter['kind'], pairs: PatchFilter['pairs'], hertz: number, q: number): PatchFilter {
  return { kind, pairs, hertz, q, keyTracking: 0.3, envelopeOctaves: 0, envelope: STILL, velocityOctaves: 0.5 };
}

/** Sound effects: a note's length is the length of the sweep, its pitch sets the tone. */
export const SWEEPS: readonly TonePatch[] = [
  {
    // Noise and detuned saws climb an octave and swell up to the end of the note.
    kind: 'tone',
    name: 'Riser',
    nicknames: ['rise', 'uplifter', 'build up', 'sweep up'],
    gain: -12.3,
    oscillators: [{ wave: 'saw', level: -9, unison: 5, detuneCents: 22, spread: 0.9 }],
    noise: -3,
    filter: swept('low', 2, 350, 1.6),
    loudness: { attackSeconds: 0.05, decaySeconds: 1, sustain: 1, releaseSeconds: 0.09 },
    velocityCurve: 1,
    sweep: {
      semitones: { from: 0, to: 12, curve: 1.6 },
      octaves: { from: 0, to: 5, curve: 1.1 },
      level: { from: -26, to: 0, curve: 0.9 },
    },
    voices: 4,
  },
  {
    // What a riser went up, this comes down, and fades.
    kind: 'tone',
    name: 'Downlifter',
    nicknames: ['downsweep', 'down sweep', 'faller', 'drop sweep'],
    gain: -9.8,
    oscillators: [{ wave: 'saw', level: -12, unison: 5, detuneCents: 25, spread: 0.9 }],
    noise: -2,
    filter: swept('low', 2, 350, 1.4),
    loudness: { attackSeconds: 0.004, decaySeconds: 1, sustain: 1, releaseSeconds: 0.35 },
    velocityCurve: 1,
    sweep: {
      semitones: { from: 7, to: -17, curve: 0.8 },
      octaves: { from: 4.8, to: 0, curve: 0.75 },
      level: { from: 0, to: -30, curve: 0.9 },
    },
    voices: 4,
  },
  {
    // A boom that falls to the low of the pitch within moments, under a burst that rolls away.
    kind: 'tone',
    name: 'Impact',
    nicknames: ['boom', 'hit', 'sub drop', 'crash impact'],
    gain: -5.6,
    oscillators: [
      { wave: 'sine', level: 2, semitones: -24 },
      { wave: 'triangle', level: -8, semitones: -12 },
    ],
    noise: 3,
    filter: swept('low', 2, 260, 0.7),
    loudness: { attackSeconds: 0.002, decaySeconds: 1, sustain: 1, releaseSeconds: 0.4 },
    velocityCurve: 1,
    sweep: {
      semitones: { from: 30, to: 0, curve: 0.16 },
      octaves: { from: 5.6, to: 1, curve: 0.5 },
      level: { from: 0, to: -38, curve: 0.8 },
    },
    drive: 1.5,
    voices: 4,
  },
  {
    // Noise alone through a narrow band that climbs to the end of the note.
    kind: 'tone',
    name: 'Noise Sweep',
    nicknames: ['white noise', 'noise riser', 'noise', 'sweep', 'swoosh', 'whoosh'],
    gain: -7.2,
    oscillators: [],
    noise: 0,
    filter: swept('band', 1, 500, 1.5),
    loudness: { attackSeconds: 0.05, decaySeconds: 1, sustain: 1, releaseSeconds: 0.15 },
    velocityCurve: 1,
    sweep: { octaves: { from: 0, to: 4.2, curve: 1 }, level: { from: -20, to: 0, curve: 0.8 } },
    voices: 4,
  },
];
