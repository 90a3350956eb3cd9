import { Note } from 'tonal';

/** A pitch class: 0 is C, 11 is B. */
export type PitchClass = number;

/** A MIDI pitch, 0 to 127; 60 is middle C. */
export type Pitch = number;

/** The pitch class of any MIDI pitch, negative ones too: `pitchClass(61)` is 1. */
export function pitchClass(pitch: number): PitchClass {
  return ((pitch % 12) + 12) % 12;
}

/** The name of a pitch class, with sharps or with flats: `pitchClassName(10, 'flat')` is `Bb`. */
export function pitchClassName(value: PitchClass, accidentals: 'sharp' | 'flat' = 'sharp'): string {
  const midi = 60 + pitchClass(value);
  return Note.pitchClass(accidentals === 'sharp' ? Note.fromMidiSharps(midi) : Note.fromMidi(midi));
}

/** The pitch class a name such as `F#` or `eb` stands for; undefined when it is no note name. */
export function parsePitchClass(name: string): PitchClass | undefined {
  const trimmed = name.trim();
  return Note.chroma(trimmed.charAt(0).toUpperCase() + trimmed.slice(1)) ?? undefined;
}
