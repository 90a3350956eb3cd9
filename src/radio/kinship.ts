import { parseKey, type Key } from '../score/index.ts';

/** What of a song says whether another goes with it. */
export interface Character {
  /** Quarter notes a minute. */
  readonly tempo: number;
  readonly key: Key;
}

/** The tonic on the circle of fifths of the major key with the same notes: C major and A minor are the same. */
function placeOnCircle({ tonic, mode }: Key): number {
  return ((mode === 'major' ? tonic : tonic + 3) * 7) % 12;
}

/** Steps on the circle of fifths between the notes of two keys: 0 for the same and the relative key, 1 for a fifth, at most 6. */
export function fifthsBetween(a: Key, b: Key): number {
  const steps = Math.abs(placeOnCircle(a) - placeOnCircle(b));
  return Math.min(steps, 12 - steps);
}

/** Parts of a tempo that weigh as much as a fifth: 4 % are still within what a breath between two songs hides. */
const TEMPO_STEP = 0.04;

/** How far two songs are from each other; 0 when one key's notes and the tempo are the same. */
export function distanceBetween(a: Character, b: Character): number {
  return fifthsBetween(a.key, b.key) + Math.abs(Math.log(b.tempo / a.tempo)) / TEMPO_STEP;
}

/** The character of a segment, from its facts; undefined when its key can't be read. */
export function characterOf({ tempo, key }: { readonly tempo: number; readonly key: string }): Character | undefined {
  const parsed = parseKey(key);
  return parsed === undefined ? undefined : { tempo, key: parsed };
}
