import { parsePitchClass, pitchClassName, type PitchClass } from './pitch.ts';

export type Mode = 'major' | 'minor';

/** A key: the tonic's pitch class and the mode (minor is natural minor). */
export interface Key {
  readonly tonic: PitchClass;
  readonly mode: Mode;
}

/** Of the two with six accidentals people write F# major, and Eb minor rather than its relative D# minor. */
const KEYS_WITH_FLATS: Readonly<Record<Mode, readonly PitchClass[]>> = {
  major: [1, 3, 5, 8, 10],
  minor: [0, 2, 3, 5, 7, 10],
};

/** Pitch classes of the key's scale, the tonic first: `scalePitchClasses({ tonic: 9, mode: 'minor' })` is A B C D E F G. */
export function scalePitchClasses(key: Key): readonly PitchClass[] {
  const steps = key.mode === 'major' ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10];
  return steps.map((step) => (key.tonic + step) % 12);
}

/** Whether a key is usually written with flats. */
export function usesFlats(key: Key): boolean {
  return KEYS_WITH_FLATS[key.mode].includes(key.tonic);
}

/** The key as people write it: `Eb major`, `F# minor`. */
export function keyName(key: Key): string {
  return `${pitchClassName(key.tonic, usesFlats(key) ? 'flat' : 'sharp')} ${key.mode}`;
}

/** Reads `C`, `Am`, `eb major`, `F# minor`; undefined when it is no key. */
export function parseKey(text: string): Key | undefined {
  const match = /^\s*([a-gA-G][#b]?)\s*(m|min|minor|maj|major)?\s*$/.exec(text);
  if (match === null) return undefined;
  const tonic = parsePitchClass(match[1] ?? '');
  if (tonic === undefined) return undefined;
  return { tonic, mode: match[2]?.startsWith('m') === true && !match[2].startsWith('maj') ? 'minor' : 'major' };
}
