import { architectureFor, type Codec } from './codec.ts';
import type { Architecture } from './architecture.ts';
import { chordCodec } from './chord-codec.ts';
import { notesCodec } from './notes-codec.ts';
import { percussionCodec } from './percussion-codec.ts';
import { rollCodec } from './roll-codec.ts';
import type { Schedule } from './training.ts';

/** The networks of the radio, by the name of their folder. */
export const NETWORK_NAMES = ['chords', 'notes', 'melody', 'percussion'] as const;
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
      'The sections that it learnt with were found by where the music changes, not written: borders and themes are often a few bars off.',
    ],
    codec: notesCodec,
    architecture: architectureFor(notesCodec, { layers: 2, hidden: 128 }),
    schedule: { epochs: 20, lanes: 20, steps: 100, learningRate: 3e-3, dropout: 0.25, patience: 5 },
  },
  melody: {
    purpose:
      'Writes EDM as one summed roll of all melodic parts, or Classical, or anything between the two: onsets, pitches and lengths on the grid of sixteenths.',
    limits: [
      'The EDM that it learnt from is thin: most of it is renderings of some dozen rhythms of a groove library, over chords.',
      'Two kinds of music are one network; between them the dial weighs their answers, note by note. No music of its training lies there.',
      'It knows 4/4 only, on a grid of sixteenths, and no velocities; what is in other keys was moved to C major or A minor.',
    ],
    codec: rollCodec,
    architecture: architectureFor(rollCodec, { layers: 2, hidden: 128 }),
    schedule: { epochs: 20, lanes: 24, steps: 64, learningRate: 4e-3, dropout: 0.35, patience: 4 },
  },
  percussion: {
    purpose:
      'Writes drums a sixteenth at a time, by style: what is hit, how hard, and how far from the grid; beats and fills.',
    limits: [
      'Of house, trance, drum & bass and hip-hop there are only some dozens of grooves, most of them programmed: it knows their usual beats by heart.',
      'A group of voices (drums, cymbals, toms) has one velocity in a sixteenth, and all voices one distance from the grid.',
      'It knows 4/4 only; strokes between two sixteenths (rolls, flams) are lost, triplets become the nearest sixteenth and its offset.',
    ],
    codec: percussionCodec,
    architecture: architectureFor(percussionCodec, { layers: 2, hidden: 128 }),
    schedule: { epochs: 8, lanes: 24, steps: 64, learningRate: 4e-3, dropout: 0.25, patience: 3 },
  },
};
