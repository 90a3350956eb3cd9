import { chordSymbol, keyName } from '../theory/index.ts';
import type { Score } from './score.ts';

/** The score's key as people write it: `Eb major`. */
export function describeKey(score: Score): string {
  return keyName(score.key);
}

/** Chord symbols in order, one for each change, spelt for the key: `['Ebmaj7', 'Cm9']`. */
export function describeChords(score: Score): readonly string[] {
  const symbols = score.chords.map((chord) => chordSymbol(chord, score.key));
  return symbols.filter((symbol, index) => symbol !== symbols[index - 1]);
}
