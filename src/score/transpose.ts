import type { Note } from './score.ts';

/**
 * Notes so many semitones higher. What would leave MIDI's 128 pitches is folded back by octaves, so that its pitch class is right.
 * Don't give it drums, whose pitches are instruments.
 */
export function transpose<N extends Note>(notes: readonly N[], semitones: number): readonly N[] {
  return notes.map((note) => ({ ...note, pitch: inRange(note.pitch + semitones) }));
}

/** The transpositions to all twelve keys, the song's own first; none moves a song far from where it was. */
export const ALL_KEYS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, -5, -4, -3, -2, -1];

function inRange(pitch: number): number {
  if (pitch > 127) return pitch - Math.ceil((pitch - 127) / 12) * 12;
  return pitch < 0 ? pitch + Math.ceil(-pitch / 12) * 12 : pitch;
}
