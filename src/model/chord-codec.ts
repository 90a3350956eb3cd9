import { CHORD_QUALITIES, type Chord, type ChordQuality, type Mode } from '../theory/index.ts';
import { toSequence, vocabulary, type Codec } from './codec.ts';
import type { ChordEvent } from './musicians.ts';
import { Timeline } from './timeline.ts';
import type { TokenSequence } from './token-sequence.ts';

/** The grid of this codec is the half beat; four bars of 4/4 have 32: chords tend to come round after as many. */
const FOUR_BARS = 32;
/** The longest chord of one token; what lasts longer is several. */
const LONGEST = 16;

const QUALITIES = Object.keys(CHORD_QUALITIES) as ChordQuality[];

/** Chords as `degree:quality`, the degree in semitones above the tonic. */
export const chordWords = vocabulary(
  QUALITIES.flatMap((quality) => Array.from({ length: 12 }, (_, root) => `${root}:${quality}`)),
);
/** Durations in half beats. */
export const chordLengths = vocabulary(Array.from({ length: LONGEST }, (_, index) => index + 1));
/** Keys by mode. */
export const modes = vocabulary<Mode>(['major', 'minor']);

const CHORD_INPUT = chordWords.values.length + 1;
const LENGTH_INPUT = chordLengths.values.length + 1;

/**
 * What the chord network reads at each step: the chord before and its length, the place in four bars, what sounded four bars ago
 * and how long yet, what sounded eight bars ago, and the mode. It answers with a chord and a length.
 */
export const chordCodec: Codec = {
  version: 2,
  inputs: [
    { name: 'chord', size: CHORD_INPUT, width: 32 },
    { name: 'length', size: LENGTH_INPUT, width: 8 },
    { name: 'place', size: FOUR_BARS, width: 12 },
    { name: 'four bars ago', size: CHORD_INPUT, width: 24 },
    { name: 'left four bars ago', size: LENGTH_INPUT, width: 6 },
    { name: 'eight bars ago', size: CHORD_INPUT, width: 24 },
    { name: 'mode', size: modes.values.length, width: 4 },
  ],
  heads: [
    { name: 'chord', size: chordWords.values.length, feeds: 'chord' },
    { name: 'length', size: chordLengths.values.length, feeds: 'length' },
  ],
  vocabularies: { chord: chordWords.values, length: chordLengths.values, mode: modes.values },
};

/** A progression as the chord network hears it grow. */
export class ChordMemory {
  readonly #mode: Mode;
  readonly #timeline = new Timeline();
  #chord = chordWords.none;
  #length = chordLengths.none;

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  /** Half beats so far. */
  get now(): number {
    return this.#timeline.now;
  }

  /** The values of {@link chordCodec}'s inputs now. */
  inputs(): readonly number[] {
    const four = this.#timeline.ago(FOUR_BARS);
    const eight = this.#timeline.ago(2 * FOUR_BARS);
    return [
      this.#chord,
      this.#length,
      this.now % FOUR_BARS,
      four?.token ?? chordWords.none,
      four === undefined ? chordLengths.none : chordLengths.token(four.left),
      eight?.token ?? chordWords.none,
      modes.token(this.#mode),
    ];
  }

  /** Takes in what the heads answered. */
  push(chord: number, length: number): void {
    this.#chord = chord;
    this.#length = length;
    this.#timeline.push(chord, chordLengths.value(length));
  }
}

/** The chord of a token. */
export function chordOfToken(token: number): Chord {
  const [root, quality] = chordWords.value(token).split(':');
  return { root: Number(root), quality: quality as ChordQuality };
}

/** A progression as a training sequence. */
export function encodeChords(lesson: { readonly mode: Mode; readonly chords: readonly ChordEvent[] }): TokenSequence {
  const memory = new ChordMemory(lesson.mode);
  const rows = lesson.chords.flatMap(splitLong).map(({ root, quality, beats }) => {
    const inputs = memory.inputs();
    const targets = [chordWords.token(`${root}:${quality}`), chordLengths.token(beats * 2)] as const;
    memory.push(...targets);
    return { inputs, targets };
  });
  return toSequence(rows, chordCodec);
}

function splitLong(event: ChordEvent): readonly ChordEvent[] {
  const longest = LONGEST / 2;
  if (event.beats <= longest) return [event];
  return [{ ...event, beats: longest }, ...splitLong({ ...event, beats: event.beats - longest })];
}
