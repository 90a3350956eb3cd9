import { pitchFeatures, PITCH_FEATURES } from './classifier-pitch-features.ts';
import { repetitionFeatures, REPETITION_FEATURES } from './classifier-repetition-features.ts';
import { rhythmFeatures, RHYTHM_FEATURES } from './classifier-rhythm-features.ts';
import type { MusicWindow } from './classifier-windows.ts';

/**
 * What the classifier knows of a window, in this order. All are shares, counts per time or distances: transposing the music, its
 * key, how loud, how long, by which track or instrument its notes are played, and the file's tempo, meter and resolution change none
 * of them. Drums are not counted at all: they would give the answer away.
 */
export const FEATURE_NAMES: readonly string[] = [...PITCH_FEATURES, ...RHYTHM_FEATURES, ...REPETITION_FEATURES];

/** The values of {@link FEATURE_NAMES} for a window with at least one onset. */
export function windowFeatures(window: MusicWindow): Float32Array {
  return Float32Array.from([...pitchFeatures(window), ...rhythmFeatures(window), ...repetitionFeatures(window)]);
}
