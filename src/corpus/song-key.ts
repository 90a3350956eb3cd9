import type { ChordSpan } from '../score/index.ts';
import { TICKS_PER_SIXTEENTH } from '../score/index.ts';
import { chordPitchClasses, findKey, pitchClass, scalePitchClasses, type Key } from '../theory/index.ts';
import type { LineNote } from './melody-line.ts';

/** A song's key and how much of the song keeps to it. */
export interface SongKey {
  readonly key: Key;
  /** The share of the sounding time that lies on the key's scale, 0 to 1. A song that modulates has a low one. */
  readonly inScale: number;
}

/**
 * The key of a whole song, from how long each pitch class sounds in the melody and in the harmony. A chord's time is shared by
 * its tones, so that harmony and melody weigh alike. Undefined when nothing sounds.
 */
export function songKey(line: readonly LineNote[], harmony: readonly ChordSpan[]): SongKey | undefined {
  const weights = new Array<number>(12).fill(0);
  const add = (pitch: number, sixteenths: number): void => {
    weights[pitchClass(pitch)] = (weights[pitchClass(pitch)] ?? 0) + sixteenths;
  };
  for (const note of line) add(note.pitch, note.length);
  for (const span of harmony) {
    const tones = chordPitchClasses(span);
    for (const tone of tones) add(tone, span.duration / TICKS_PER_SIXTEENTH / tones.length);
  }
  const finding = findKey(weights);
  if (finding === undefined) return undefined;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const onScale = scalePitchClasses(finding.key).reduce((sum, pitch) => sum + (weights[pitch] ?? 0), 0);
  return { key: finding.key, inScale: onScale / total };
}
