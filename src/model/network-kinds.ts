import { architectureFor, type Codec } from './codec.ts';
import type { Architecture } from './architecture.ts';
import { chordCodec } from './chord-codec.ts';
import { melodyCodec } from './melody-codec.ts';
import type { Schedule } from './training.ts';

/** The networks of the radio, by the name of their folder. */
export const NETWORK_NAMES = ['chords', 'melody'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** A network as it is built and trained when nobody says otherwise. */
export interface NetworkKind {
  /** What it does, in a sentence for its model card. */
  readonly purpose: string;
  readonly codec: Codec;
  readonly architecture: Architecture;
  readonly schedule: Omit<Schedule, 'seed'>;
}

/** Sizes and schedules were chosen by what a core can train in about half an hour. */
export const NETWORK_KINDS: Readonly<Record<NetworkName, NetworkKind>> = {
  chords: {
    purpose: 'Writes chord progressions: degree and quality relative to the key, and how long each chord lasts.',
    codec: chordCodec,
    architecture: architectureFor(chordCodec, { layers: 2, hidden: 96 }),
    schedule: { epochs: 24, lanes: 32, steps: 32, learningRate: 3e-3, dropout: 0.3, patience: 5 },
  },
  melody: {
    purpose:
      'Writes a melody over a chord progression: pitch, length and velocity of each note, and the rests between.',
    codec: melodyCodec,
    architecture: architectureFor(melodyCodec, { layers: 2, hidden: 192 }),
    schedule: { epochs: 26, lanes: 32, steps: 64, learningRate: 3e-3, dropout: 0.3, patience: 5 },
  },
};
