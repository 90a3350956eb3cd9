import type { Envelope, TonePatch } from './patch.ts';

const FIRM: Envelope = { attackSeconds: 0.003, decaySeconds: 0.4, sustain: 0.85, releaseSeconds: 0.07 };

/** Basses: one voice at a time, the deep end in the middle. */
export const BASSES: readonly TonePatch[] = [
  {
    kind: 'tone',
    name: 'Saw Bass',
    nicknames: ['sawtooth bass', 'house bass', 'trance bass', 'analog bass', 'analogue bass'],
    gain: -11.7,
    oscillators: [
      { wave: 'saw', level: -2 },
      { wave: 'saw', level: -6, unison: 2, detuneCents: 7, spread: 0.25 },
      { wave: 'sine', level: -3 },
    ],
    filter: {
      kind: 'low',
      pairs: 2,
      hertz: 650,
      q: 0.9,
      keyTracking: 0.35,
      envelopeOctaves: 2.5,
      envelope: { attackSeconds: 0.002, decaySeconds: 0.28, sustain: 0.35, releaseSeconds: 0.1 },
      velocityOctaves: 1.2,
    },
    loudness: FIRM,
    velocityCurve: 1.2,
    legato: { glideSeconds: 0.03 },
    drive: 1.2,
    voices: 4,
  },
  {
    kind: 'tone',
    name: 'Sub Bass',
    nicknames: ['sub', 'sine bass', 'deep bass', '808 bass'],
    gain: -9.5,
    oscillators: [
      { wave: 'sine', level: 0 },
      { wave: 'triangle', level: -14 },
    ],
    filter: {
      kind: 'low',
      pairs: 1,
      hertz: 500,
      q: 0.7,
      keyTracking: 0.3,
      envelopeOctaves: 0.6,
      envelope: { attackSeconds: 0.002, decaySeconds: 0.2, sustain: 0.3, releaseSeconds: 0.1 },
      velocityOctaves: 0.8,
    },
    loudness: { attackSeconds: 0.006, decaySeconds: 0.5, sustain: 0.9, releaseSeconds: 0.09 },
    velocityCurve: 1.1,
    legato: { glideSeconds: 0.1 },
    drive: 1.6,
    voices: 4,
  },
  {
    kind: 'tone',
    name: 'Reese Bass',
    nicknames: ['reese', 'neuro bass', 'drum and bass bass', 'dnb bass'],
    gain: -10.5,
    oscillators: [
      { wave: 'saw', level: 0, unison: 4, detuneCents: 22, spread: 0.55 },
      { wave: 'sine', level: -3 },
    ],
    filter: {
      kind: 'low',
      pairs: 2,
      hertz: 1000,
      q: 1.1,
      keyTracking: 0.3,
      envelopeOctaves: 0.8,
      envelope: { attackSeconds: 0.01, decaySeconds: 0.6, sustain: 0.5, releaseSeconds: 0.15 },
      velocityOctaves: 1,
      sway: { hertz: 0.7, octaves: 0.5 },
    },
    loudness: { attackSeconds: 0.006, decaySeconds: 0.4, sustain: 0.9, releaseSeconds: 0.11 },
    velocityCurve: 1.1,
    legato: { glideSeconds: 0.06 },
    drive: 1.4,
    voices: 4,
  },
];
