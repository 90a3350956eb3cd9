import { architectureFor, type Codec } from './codec.ts';
import type { Architecture } from './architecture.ts';
import { chordCodec } from './chord-codec.ts';
import { notesCodec } from './notes-codec.ts';
import type { Schedule } from './training.ts';

/** The networks of the radio, by the name of their folder. */
export const NETWORK_NAMES = ['chords', 'notes'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** A network as it is built and trained when nobody says otherwise. */
export interface NetworkKind {
  /** What it does, in a sentence for its model card. */
  readonly purpose: string;
  /** What one should not expect of it, for its model card. */
  readonly limits: readonly string[];
  readonly codec: Codec;
  readonly architecture: Architecture;
  readonly schedule: Omit<Schedule, 'seed'>;
}

/** Sizes and schedules were chosen by what a core can train in about half an hour. */
export const NETWORK_KINDS: Readonly<Record<NetworkName, NetworkKind>> = {
  chords: {
    purpose: 'Writes chord progressions: degree and quality relative to the key, and how long each chord lasts.',
    limits: [
      'Nine in ten chords that it learnt from are plain triads, and so are those that it writes; the arranger adds sevenths and ninths.',
      'It knows 4/4 only, and chords that change on an eighth.',
    ],
    codec: chordCodec,
    architecture: architectureFor(chordCodec, { layers: 2, hidden: 96 }),
    schedule: { epochs: 24, lanes: 32, steps: 32, learningRate: 3e-3, dropout: 0.3, patience: 5 },
  },
  notes: {
    purpose:
      'Writes a melody over a chord progression: pitch, length and velocity of each note, and the rests between.',
    limits: [
      'It learnt from sung pop melodies, for there are no free LoFi ones to speak of.',
      'It knows 4/4 only, on a grid of sixteenths: no triplets, no timing between the grid.',
      'A rest has a velocity too, always the same: it makes the bits for velocity look better than they are on notes alone.',
      'Nothing keeps it on the scale while it is sampled: that it stays there is learnt.',
    ],
    codec: notesCodec,
    architecture: architectureFor(notesCodec, { layers: 2, hidden: 128 }),
    schedule: { epochs: 20, lanes: 32, steps: 64, learningRate: 3e-3, dropout: 0.25, patience: 5 },
  },
};
