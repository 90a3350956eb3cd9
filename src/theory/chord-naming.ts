import { CHORD_QUALITIES, type Chord, type ChordQuality } from './chord.ts';
import { pitchClass } from './pitch.ts';

const QUALITY_BY_SHAPE: ReadonlyMap<string, ChordQuality> = new Map(
  (Object.keys(CHORD_QUALITIES) as ChordQuality[]).map((quality) => [
    shape(CHORD_QUALITIES[quality].intervals, 0),
    quality,
  ]),
);

/**
 * The chord that sounding MIDI pitches make: `nameChord([57, 60, 64, 67])` is A min7. Where two names fit (C6 and Am7 are the
 * same notes) the lowest pitch is taken for the root; else an inversion is recognised. Undefined when the notes are no chord
 * of {@link CHORD_QUALITIES}.
 */
export function nameChord(pitches: readonly number[]): Chord | undefined {
  const lowestFirst = [...new Set([...pitches].sort((a, b) => a - b).map(pitchClass))];
  for (const root of lowestFirst) {
    const quality = QUALITY_BY_SHAPE.get(shape(lowestFirst, root));
    if (quality !== undefined) return { root, quality };
  }
  return undefined;
}

/** Pitch classes as the sorted steps above a root: a name for the chord's shape. */
function shape(pitches: readonly number[], root: number): string {
  return [...new Set(pitches.map((pitch) => pitchClass(pitch - root)))].sort((a, b) => a - b).join(' ');
}
