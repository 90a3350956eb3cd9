import type { Mode } from '../theory/index.ts';
import { modes } from './chord-codec.ts';
import { toSequence, vocabulary, type Codec } from './codec.ts';
import type { TokenSequence } from './token-sequence.ts';

/** A bar of 4/4 in sixteenths. */
const BAR = 16;
/** Bars of a phrase. */
const PHRASE = 8;
const LOWEST = 24;
const HIGHEST = 108;
/** The longest time between two onsets; of a longer silence whole bars are left out. */
const GAP_MAX = 2 * BAR;
/** Notes that begin together, at most. */
export const ROLL_VOICES_MAX = 6;
/** So many bars back the network hears what began at the same place. */
const BARS_AGO = [1, 2, 4, 8];

/** The two ends of the dial. */
export type RollGenre = 'edm' | 'classical';

/** A note of the summed piano roll. */
export interface RollEvent {
  /** Sixteenths from the first bar line. */
  readonly at: number;
  readonly sixteenths: number;
  /** MIDI pitch; the music is in C major or A minor. */
  readonly pitch: number;
}

/** MIDI pitches. */
export const rollPitches = vocabulary(Array.from({ length: HIGHEST - LOWEST + 1 }, (_, index) => LOWEST + index));
/** Sixteenths that a note sounds; others are rounded to these. */
export const rollLengths = vocabulary<number>([1, 2, 3, 4, 6, 8, 12, 16, 24, 32]);
/** Sixteenths from a note's onset to the next one's; 0 is the same chord. */
export const rollGaps = vocabulary(Array.from({ length: GAP_MAX + 1 }, (_, index) => index));
const genres = vocabulary<RollGenre>(['edm', 'classical']);

const PITCH_INPUT = rollPitches.values.length + 1;
const GAP_INPUT = rollGaps.values.length + 1;

/**
 * The melody network hears all melodic parts added into one roll of 128 pitches by sixteenths, and writes its onsets in order of time,
 * then from low to high. An event is one note with three answers in a chain: its pitch, how long it sounds, and how long until the
 * next onset. This says the same as 128 yes-or-no cells a sixteenth (with restrikes, which those lose), but the notes of a
 * chord know of each other, silence costs nothing, and a bar is some ten steps rather than sixteen rows of mostly nothing: a
 * small LSTM remembers more music. Time is answered last, so that the place in the bar, and what began there some
 * bars ago (as many notes into the chord), are known when the pitch is chosen.
 */
export const rollCodec: Codec = {
  version: 1,
  inputs: [
    { name: 'pitch', size: PITCH_INPUT, width: 32 },
    { name: 'length', size: rollLengths.values.length + 1, width: 8 },
    { name: 'gap', size: GAP_INPUT, width: 12 },
    { name: 'place', size: BAR, width: 12 },
    { name: 'bar', size: PHRASE, width: 6 },
    { name: 'voice', size: ROLL_VOICES_MAX, width: 6 },
    { name: 'lowest before', size: PITCH_INPUT, width: 16 },
    { name: 'highest before', size: PITCH_INPUT, width: 16 },
    { name: 'genre', size: genres.values.length, width: 8 },
    { name: 'mode', size: modes.values.length, width: 4 },
    ...BARS_AGO.flatMap((bars) => [
      { name: `pitch ${bars} bars ago`, size: PITCH_INPUT, width: 16 },
      { name: `gap ${bars} bars ago`, size: GAP_INPUT, width: 6 },
    ]),
  ],
  heads: [
    { name: 'pitch', size: rollPitches.values.length, feeds: 'pitch' },
    { name: 'length', size: rollLengths.values.length, feeds: 'length' },
    { name: 'gap', size: rollGaps.values.length, feeds: 'gap' },
  ],
  vocabularies: {
    pitch: rollPitches.values,
    length: rollLengths.values,
    gap: rollGaps.values,
    genre: genres.values,
    mode: modes.values,
  },
};

/** A roll as the melody network hears it grow. */
export class RollMemory {
  readonly #mode: number;
  /** What began at each sixteenth, as pitch and gap tokens. */
  readonly #onsets = new Map<number, (readonly [number, number])[]>();
  #now: number;
  #before: readonly [number, number, number] = [rollPitches.none, rollLengths.none, rollGaps.none];
  #edges: readonly [number, number] = [rollPitches.none, rollPitches.none];

  /** `start`: the sixteenth of the first onset. */
  constructor(mode: Mode, start = 0) {
    this.#mode = modes.token(mode);
    this.#now = start;
  }

  /** The sixteenth of the next onset. */
  get now(): number {
    return this.#now;
  }

  /** What began at the next onset's sixteenth already. */
  get chord(): readonly number[] {
    return this.began(this.#now);
  }

  /** The pitch tokens that began at a sixteenth, from low to high. */
  began(at: number): readonly number[] {
    return (this.#onsets.get(at) ?? []).map(([pitch]) => pitch);
  }

  /** The values of {@link rollCodec}'s inputs now. */
  inputs(genre: RollGenre): readonly number[] {
    const voice = this.chord.length;
    const ago = BARS_AGO.flatMap((bars) => {
      return this.#onsets.get(this.#now - bars * BAR)?.[voice] ?? [rollPitches.none, rollGaps.none];
    });
    return [
      ...this.#before,
      this.#now % BAR,
      Math.floor(this.#now / BAR) % PHRASE,
      Math.min(voice, ROLL_VOICES_MAX - 1),
      ...this.#edges,
      genres.token(genre),
      this.#mode,
      ...ago,
    ];
  }

  /** Takes in what the heads answered. */
  push(pitch: number, length: number, gap: number): void {
    const chord = this.#onsets.get(this.#now) ?? [];
    chord.push([pitch, gap]);
    this.#onsets.set(this.#now, chord);
    this.#before = [pitch, length, gap];
    const sixteenths = rollGaps.value(gap);
    if (sixteenths > 0) this.#edges = [chord[0]?.[0] ?? rollPitches.none, pitch];
    this.#now += sixteenths;
  }
}

/** A summed roll as a training sequence: a step for each note. `notes` in order of time, then of pitch. */
export function encodeRoll(lesson: {
  readonly genre: RollGenre;
  readonly mode: Mode;
  readonly notes: readonly RollEvent[];
}): TokenSequence {
  const notes = inRange(lesson.notes);
  const memory = new RollMemory(lesson.mode, (notes[0]?.at ?? 0) % BAR);
  const rows = notes.map(({ at, pitch, sixteenths }, index) => {
    const inputs = memory.inputs(lesson.genre);
    const next = notes[index + 1]?.at ?? at + BAR - (at % BAR);
    const targets = [
      rollPitches.token(pitch),
      rollLengths.token(nearestLength(sixteenths)),
      rollGaps.token(shortened(next - at)),
    ] as const;
    memory.push(...targets);
    return { inputs, targets };
  });
  return toSequence(rows, rollCodec);
}

/** The notes with what is out of range moved by octaves; where that meets another note, one of them stays. */
function inRange(notes: readonly RollEvent[]): readonly RollEvent[] {
  const cells = new Map(
    notes.map((note) => ({ ...note, pitch: intoRange(note.pitch) })).map((n) => [`${n.at} ${n.pitch}`, n]),
  );
  return [...cells.values()].sort((a, b) => a.at - b.at || a.pitch - b.pitch);
}

function intoRange(pitch: number): number {
  if (pitch < LOWEST) return intoRange(pitch + 12);
  return pitch > HIGHEST ? intoRange(pitch - 12) : pitch;
}

function nearestLength(sixteenths: number): number {
  const off = (length: number): number => Math.abs(length - sixteenths);
  return rollLengths.values.reduce((best, length) => (off(length) < off(best) ? length : best));
}

function shortened(gap: number): number {
  return gap <= GAP_MAX ? gap : gap - BAR * Math.ceil((gap - GAP_MAX) / BAR);
}
