import { CHORD_QUALITIES, type ChordQuality, type Mode } from '../theory/index.ts';
import { modes } from './chord-codec.ts';
import { toSequence, vocabulary, type Codec } from './codec.ts';
import { FORM_INPUTS, formPlace, type SectionSpan } from './form-place.ts';
import { harmony, type Harmony } from './harmony.ts';
import type { ChordEvent, MelodyEvent } from './musicians.ts';
import { Timeline } from './timeline.ts';
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

const PITCH_INPUT = pitchWords.values.length + 1;
const LENGTH_INPUT = noteLengths.values.length + 1;

/**
 * What the notes network reads at each step: pitch, length and velocity of the event before (the three embeddings), the place in
 * the bar, the chord that sounds, for how long yet (in sixteenths, at most a bar), the next chord's root, the mode, what sounded
 * two, four and eight bars ago, so that a phrase can come back, and the section: its theme and whether it returns, how many bars of it
 * are over and how many are left.
 */
export const notesCodec: Codec = {
  version: 3,
  inputs: [
    { name: 'pitch', size: PITCH_INPUT, width: 32 },
    { name: 'length', size: LENGTH_INPUT, width: 16 },
    { name: 'velocity', size: velocityWords.values.length + 1, width: 8 },
    { name: 'place', size: BAR, width: 12 },
    { name: 'root', size: 12, width: 12 },
    { name: 'quality', size: qualities.values.length, width: 8 },
    { name: 'left', size: BAR, width: 8 },
    { name: 'next', size: 12, width: 8 },
    { name: 'mode', size: modes.values.length, width: 4 },
    { name: 'two bars ago', size: PITCH_INPUT, width: 16 },
    { name: 'left two bars ago', size: LENGTH_INPUT, width: 8 },
    { name: 'four bars ago', size: PITCH_INPUT, width: 16 },
    { name: 'left four bars ago', size: LENGTH_INPUT, width: 8 },
    { name: 'eight bars ago', size: PITCH_INPUT, width: 16 },
    { name: 'left eight bars ago', size: LENGTH_INPUT, width: 8 },
    ...FORM_INPUTS,
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

/** A melody over its harmony as the notes network hears it grow. */
export class NotesMemory {
  readonly #mode: Mode;
  readonly #harmony: Harmony;
  readonly #sections: readonly SectionSpan[];
  readonly #timeline = new Timeline();
  #before: readonly [number, number, number] = [pitchWords.none, noteLengths.none, velocityWords.none];

  /** Without sections all of it is one. */
  constructor(mode: Mode, over: Harmony, sections: readonly SectionSpan[] = [wholeSection(over)]) {
    this.#mode = mode;
    this.#harmony = over;
    this.#sections = sections;
  }

  /** Sixteenths so far. */
  get now(): number {
    return this.#timeline.now;
  }

  /** The values of {@link notesCodec}'s inputs now. */
  inputs(): readonly number[] {
    const { root, quality, left, next } = this.#harmony.at(this.now);
    const past = [2 * BAR, 4 * BAR, 8 * BAR].flatMap((sixteenths) => {
      const place = this.#timeline.ago(sixteenths);
      return place === undefined ? [pitchWords.none, noteLengths.none] : [place.token, noteLengths.token(place.left)];
    });
    const form = formPlace(this.#sections, Math.floor(this.now / BAR));
    const chord = [root, qualities.token(quality), Math.min(BAR, left) - 1, next];
    return [...this.#before, this.now % BAR, ...chord, modes.token(this.#mode), ...past, ...form];
  }

  /** Takes in what the heads answered. */
  push(pitch: number, length: number, velocity: number): void {
    this.#before = [pitch, length, velocity];
    this.#timeline.push(pitch, noteLengths.value(length));
  }
}

/** A melody over its chords as a training sequence. Pitches out of range move by octaves; what lasts over a bar rests after it. */
export function encodeNotes(lesson: {
  readonly mode: Mode;
  readonly notes: readonly MelodyEvent[];
  readonly chords: readonly ChordEvent[];
  /** The sections it lies in; when not given all of it is one. */
  readonly sections?: readonly SectionSpan[];
}): TokenSequence {
  const memory = new NotesMemory(lesson.mode, harmony(lesson.chords), lesson.sections);
  const rows = lesson.notes.flatMap(splitLong).map(({ pitch, sixteenths, velocity }) => {
    const inputs = memory.inputs();
    const targets = [
      pitchWords.token(pitch === undefined ? 'rest' : intoRange(pitch)),
      noteLengths.token(sixteenths),
      velocityWords.token(nearestVelocity(velocity)),
    ] as const;
    memory.push(...targets);
    return { inputs, targets };
  });
  return toSequence(rows, notesCodec);
}

/** A song's first theme, as long as its harmony. */
function wholeSection({ sixteenths }: Harmony): SectionSpan {
  return { from: 0, bars: Math.ceil(sixteenths / BAR), theme: 0, returns: false };
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
