import type { Key } from './key.ts';
import { usesFlats } from './key.ts';
import { pitchClassName, type PitchClass } from './pitch.ts';

/** The chord qualities that the radio knows: the symbol's suffix and the chord tones in semitones above the root. */
export const CHORD_QUALITIES = {
  maj: { suffix: '', intervals: [0, 4, 7] },
  min: { suffix: 'm', intervals: [0, 3, 7] },
  dim: { suffix: 'dim', intervals: [0, 3, 6] },
  aug: { suffix: 'aug', intervals: [0, 4, 8] },
  sus2: { suffix: 'sus2', intervals: [0, 2, 7] },
  sus4: { suffix: 'sus4', intervals: [0, 5, 7] },
  maj6: { suffix: '6', intervals: [0, 4, 7, 9] },
  min6: { suffix: 'm6', intervals: [0, 3, 7, 9] },
  dom7: { suffix: '7', intervals: [0, 4, 7, 10] },
  sus7: { suffix: '7sus4', intervals: [0, 5, 7, 10] },
  maj7: { suffix: 'maj7', intervals: [0, 4, 7, 11] },
  min7: { suffix: 'm7', intervals: [0, 3, 7, 10] },
  minMaj7: { suffix: 'mMaj7', intervals: [0, 3, 7, 11] },
  halfDim7: { suffix: 'm7b5', intervals: [0, 3, 6, 10] },
  dim7: { suffix: 'dim7', intervals: [0, 3, 6, 9] },
  add9: { suffix: 'add9', intervals: [0, 4, 7, 14] },
  maj9: { suffix: 'maj9', intervals: [0, 4, 7, 11, 14] },
  min9: { suffix: 'm9', intervals: [0, 3, 7, 10, 14] },
  dom9: { suffix: '9', intervals: [0, 4, 7, 10, 14] },
} as const satisfies Readonly<Record<string, { suffix: string; intervals: readonly number[] }>>;

export type ChordQuality = keyof typeof CHORD_QUALITIES;

/** A chord by its root's pitch class and its quality; where its notes lie is a voicing's business. */
export interface Chord {
  readonly root: PitchClass;
  readonly quality: ChordQuality;
}

/** Pitch classes of the chord, the root first. */
export function chordPitchClasses(chord: Chord): readonly PitchClass[] {
  return CHORD_QUALITIES[chord.quality].intervals.map((interval) => (chord.root + interval) % 12);
}

/** The chord as it is written on a lead sheet, spelt for the key: `Bbmaj7`. */
export function chordSymbol(chord: Chord, key: Key): string {
  return pitchClassName(chord.root, usesFlats(key) ? 'flat' : 'sharp') + CHORD_QUALITIES[chord.quality].suffix;
}
