import { CHORD_QUALITIES, type ChordQuality, type Mode } from '../theory/index.ts';
import { modes, startToken, toSequence } from './chord-codec.ts';
import { vocabulary, type Codec } from './codec.ts';
import type { ChordEvent, MelodyEvent } from './musicians.ts';
import type { TokenSequence } from './token-sequence.ts';

const LOWEST = 55;
const HIGHEST = 91;
/** A bar of 4/4 in sixteenths, and the longest note or rest of one token. */
const BAR = 16;
const VELOCITY_STEP = 5;
const VELOCITIES = [55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105];

/** `rest`, then pitches for a tonic of C. */
export const pitchWords = vocabulary<string | number>([
  'rest',
  ...Array.from({ length: HIGHEST - LOWEST + 1 }, (_, index) => LOWEST + index),
]);
/** Lengths in sixteenths. */
export const noteLengths = vocabulary(Array.from({ length: BAR }, (_, index) => index + 1));
/** MIDI velocities. */
export const velocityWords = vocabulary(VELOCITIES);
const qualities = vocabulary(Object.keys(CHORD_QUALITIES) as ChordQuality[]);

/**
 * What the melody network reads at each step: pitch, length and velocity of the event before (the three embeddings), the place in
 * the bar, the chord that sounds, for how long yet (in sixteenths, at most a bar), the next chord's root, and the mode.
 */
export const melodyCodec: Codec = {
  version: 1,
  inputs: [
    { name: 'pitch', size: pitchWords.values.length + 1, width: 32 },
    { name: 'length', size: noteLengths.values.length + 1, width: 16 },
    { name: 'velocity', size: velocityWords.values.length + 1, width: 8 },
    { name: 'place', size: BAR, width: 12 },
    { name: 'root', size: 12, width: 12 },
    { name: 'quality', size: qualities.values.length, width: 8 },
    { name: 'left', size: BAR, width: 8 },
    { name: 'next', size: 12, width: 8 },
    { name: 'mode', size: modes.values.length, width: 4 },
  ],
  heads: [
    { name: 'pitch', size: pitchWords.values.length, feeds: 'pitch' },
    { name: 'length', size: noteLengths.values.length, feeds: 'length' },
    { name: 'velocity', size: velocityWords.values.length, feeds: 'velocity' },
  ],
  vocabularies: {
    pitch: pitchWords.values,
    length: noteLengths.values,
    velocity: velocityWords.values,
    quality: qualities.values,
    mode: modes.values,
  },
};

/** The event before, as tokens. */
export interface MelodyTokens {
  readonly pitch: number;
  readonly length: number;
  readonly velocity: number;
}

/** What stands before the first note. */
export const MELODY_START: MelodyTokens = {
  pitch: startToken(pitchWords),
  length: startToken(noteLengths),
  velocity: startToken(velocityWords),
};

/** The values of {@link melodyCodec}'s inputs after an event, at a time in sixteenths within the harmony. */
export function melodyInputs(before: MelodyTokens, time: number, harmony: Harmony, mode: Mode): readonly number[] {
  const { root, quality, left, next } = harmony.at(time);
  return [
    before.pitch,
    before.length,
    before.velocity,
    time % BAR,
    root,
    qualities.token(quality),
    Math.min(BAR, left) - 1,
    next,
    modes.token(mode),
  ];
}

/** The chord at a time. */
export interface HarmonyMoment {
  readonly root: number;
  readonly quality: ChordQuality;
  /** Sixteenths until the chord changes, at least 1. */
  readonly left: number;
  /** The root of the chord after it; its own when it is the last. */
  readonly next: number;
}

/** A progression, asked for what sounds at a time in sixteenths. */
export interface Harmony {
  readonly sixteenths: number;
  at(time: number): HarmonyMoment;
}

/** A progression to play over; equal neighbours are one chord. At least one chord is needed. */
export function harmony(chords: readonly ChordEvent[]): Harmony {
  const spans: { root: number; quality: ChordQuality; end: number }[] = [];
  let end = 0;
  for (const { root, quality, beats } of chords) {
    end += Math.round(beats * 4);
    const before = spans.at(-1);
    if (before?.root === root && before.quality === quality) before.end = end;
    else spans.push({ root, quality, end });
  }
  return {
    sixteenths: end,
    at(time) {
      const index = spans.findIndex((span) => time < span.end);
      const span = spans[index] ?? spans.at(-1);
      if (span === undefined) throw new RangeError('a harmony without chords');
      return {
        root: span.root,
        quality: span.quality,
        left: Math.max(1, span.end - time),
        next: (spans[index + 1] ?? span).root,
      };
    },
  };
}

/** A melody over its chords as a training sequence. Pitches out of range move by octaves; what lasts over a bar rests after it. */
export function encodeMelody(lesson: {
  readonly mode: Mode;
  readonly notes: readonly MelodyEvent[];
  readonly chords: readonly ChordEvent[];
}): TokenSequence {
  const over = harmony(lesson.chords);
  let before = MELODY_START;
  let time = 0;
  const rows = lesson.notes.flatMap(splitLong).map((note) => {
    const inputs = melodyInputs(before, time, over, lesson.mode);
    before = {
      pitch: pitchWords.token(note.pitch === undefined ? 'rest' : intoRange(note.pitch)),
      length: noteLengths.token(note.sixteenths),
      velocity: velocityWords.token(nearestVelocity(note.velocity)),
    };
    time += note.sixteenths;
    return { inputs, targets: [before.pitch, before.length, before.velocity] };
  });
  return toSequence(rows, melodyCodec);
}

function splitLong(note: MelodyEvent): readonly MelodyEvent[] {
  if (note.sixteenths <= BAR) return [note];
  const rest = { pitch: undefined, sixteenths: note.sixteenths - BAR, velocity: note.velocity };
  return [{ ...note, sixteenths: BAR }, ...splitLong(rest)];
}

function intoRange(pitch: number): number {
  if (pitch < LOWEST) return intoRange(pitch + 12);
  return pitch > HIGHEST ? intoRange(pitch - 12) : pitch;
}

function nearestVelocity(velocity: number): number {
  const low = VELOCITIES[0] ?? 0;
  const high = VELOCITIES.at(-1) ?? 127;
  return Math.min(high, Math.max(low, Math.round(velocity / VELOCITY_STEP) * VELOCITY_STEP));
}
