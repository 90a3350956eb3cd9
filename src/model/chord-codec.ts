import { CHORD_QUALITIES, type Chord, type ChordQuality, type Mode } from '../theory/index.ts';
import { vocabulary, type Codec } from './codec.ts';
import type { ChordEvent } from './musicians.ts';
import type { TokenSequence } from './token-sequence.ts';

/** Half beats to four bars of 4/4: chords tend to come round after as many. */
const CYCLE = 32;
/** The longest chord of one token, in half beats; what lasts longer is several. */
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

/** What the chord network reads at each step (the chord before and its length, or "start"; the place; the mode) and answers. */
export const chordCodec: Codec = {
  version: 1,
  inputs: [
    { name: 'chord', size: chordWords.values.length + 1, width: 32 },
    { name: 'length', size: chordLengths.values.length + 1, width: 8 },
    { name: 'place', size: CYCLE, width: 12 },
    { name: 'mode', size: modes.values.length, width: 4 },
  ],
  heads: [
    { name: 'chord', size: chordWords.values.length, feeds: 'chord' },
    { name: 'length', size: chordLengths.values.length, feeds: 'length' },
  ],
  vocabularies: { chord: chordWords.values, length: chordLengths.values, mode: modes.values },
};

/** The token for "nothing came before" of a vocabulary: the one behind the last. */
export function startToken(words: { readonly values: readonly unknown[] }): number {
  return words.values.length;
}

/** The word of a chord. */
export function chordWord(chord: Chord): string {
  return `${chord.root}:${chord.quality}`;
}

/** The chord of a word. */
export function chordOfWord(word: string): Chord {
  const [root, quality] = word.split(':');
  return { root: Number(root), quality: quality as ChordQuality };
}

/** What the chord network reads at one step. */
export interface ChordMoment {
  readonly chord: number;
  readonly length: number;
  /** Half beats since the beginning. */
  readonly time: number;
  readonly mode: Mode;
}

/** A moment as the values of {@link chordCodec}'s inputs. */
export function chordInputs({ chord, length, time, mode }: ChordMoment): readonly number[] {
  return [chord, length, time % CYCLE, modes.token(mode)];
}

/** A progression as a training sequence. */
export function encodeChords(lesson: { readonly mode: Mode; readonly chords: readonly ChordEvent[] }): TokenSequence {
  const pieces = lesson.chords.flatMap((event) => {
    const halves = Math.round(event.beats * 2);
    const count = Math.ceil(halves / LONGEST);
    const lengthOf = (index: number): number => (index + 1 < count ? LONGEST : halves - LONGEST * (count - 1));
    return Array.from({ length: count }, (_, index) => ({ chord: chordWord(event), length: lengthOf(index) }));
  });
  let moment: ChordMoment = {
    chord: startToken(chordWords),
    length: startToken(chordLengths),
    time: 0,
    mode: lesson.mode,
  };
  const rows = pieces.map((piece) => {
    const inputs = chordInputs(moment);
    const targets = [chordWords.token(piece.chord), chordLengths.token(piece.length)] as const;
    moment = { ...moment, chord: targets[0], length: targets[1], time: moment.time + piece.length };
    return { inputs, targets };
  });
  return toSequence(rows, chordCodec);
}

/** Rows of steps as the columns of a training sequence. */
export function toSequence(
  rows: readonly { readonly inputs: readonly number[]; readonly targets: readonly number[] }[],
  codec: Codec,
): TokenSequence {
  return {
    length: rows.length,
    inputs: codec.inputs.map((_, field) => Int32Array.from(rows, (row) => row.inputs[field] ?? 0)),
    targets: codec.heads.map((_, head) => Int32Array.from(rows, (row) => row.targets[head] ?? 0)),
  };
}
