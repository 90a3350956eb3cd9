import type { Note } from './score.ts';

/**
 * Notes so many semitones higher. What would leave MIDI's 128 pitches is folded back by octaves, so that its pitch class is right.
 * Don't give it drums, whose pitches are instruments.
 */
export function transpose<N extends Note>(notes: readonly N[], semitones: number): readonly N[] {
  return notes.map((note) => ({ ...note, pitch: inRange(note.pitch + semitones) }));
}

/** One copy of the notes for each key: 0, then +1 to +6 and -1 to -5 semitones, so that no copy lies far from where it was. */
export function transposeToAllKeys<N extends Note>(notes: readonly N[]): readonly (readonly N[])[] {
  return [0, 1, 2, 3, 4, 5, 6, -5, -4, -3, -2, -1].map((semitones) => transpose(notes, semitones));
}

function inRange(pitch: number): number {
  if (pitch > 127) return pitch - Math.ceil((pitch - 127) / 12) * 12;
  return pitch < 0 ? pitch + Math.ceil(-pitch / 12) * 12 : pitch;
}
