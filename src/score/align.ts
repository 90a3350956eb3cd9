import { findKey, pitchClass, type Key, type KeyFinding } from '../theory/index.ts';
import type { Note } from './score.ts';

/** What songs are made alike by: the key, or the mean pitch. */
export type Alignment = 'key' | 'centre';

/** The mean pitch that songs are moved to: middle C. */
export const CENTRE_PITCH = 60;

/** How long each pitch class sounds, in ticks, C first. */
export function pitchClassWeights(notes: readonly Note[]): readonly number[] {
  const weights = new Array<number>(12).fill(0);
  for (const { pitch, duration } of notes) weights[pitchClass(pitch)] = (weights[pitchClass(pitch)] ?? 0) + duration;
  return weights;
}

/** The key that notes are in, by how long each pitch class sounds. Undefined without notes. Leave drums out. */
export function keyOfNotes(notes: readonly Note[]): KeyFinding | undefined {
  return findKey(pitchClassWeights(notes));
}

/** Semitones, -6 to 5, from a key to C major or A minor: `semitonesToC({ tonic: 2, mode: 'major' })` is -2. */
export function semitonesToC(key: Key): number {
  const home = key.mode === 'major' ? 0 : 9;
  return pitchClass(home - key.tonic + 6) - 6;
}

/** The mean pitch of notes, each weighed by its duration; undefined without notes. */
export function centrePitch(notes: readonly Note[]): number | undefined {
  const ticks = notes.reduce((sum, { duration }) => sum + duration, 0);
  if (ticks === 0) return undefined;
  return notes.reduce((sum, { pitch, duration }) => sum + pitch * duration, 0) / ticks;
}

/**
 * Semitones that bring a song to the others. `key`: to C major or A minor, the shorter way (ours). `centre`: its mean pitch to
 * middle C, as the EDM project did it, which leaves the keys as different as they were. 0 when there is nothing to go by.
 * Give the notes of all pitched parts at once.
 */
export function alignment(notes: readonly Note[], by: Alignment = 'key'): number {
  if (by === 'centre') return Math.round(CENTRE_PITCH - (centrePitch(notes) ?? CENTRE_PITCH));
  const finding = keyOfNotes(notes);
  return finding === undefined ? 0 : semitonesToC(finding.key);
}
