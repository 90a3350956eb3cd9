import type { Feature } from './song-figures.ts';

/** What the mean of a style's songs should be: from `low` to `high`, both included. */
export interface Goal {
  readonly feature: Exclude<Feature, 'pitchClasses' | 'durations'>;
  readonly low: number;
  readonly high: number;
}

/** The goals of LoFi songs: a clear key, a steady groove, and phrases that come back without being a loop. */
export const LOFI_GOALS: readonly Goal[] = [
  { feature: 'scaleConsistency', low: 0.95, high: 1 },
  { feature: 'pitchClassEntropy', low: 2.2, high: 2.9 },
  { feature: 'grooveConsistency', low: 0.82, high: 1 },
  { feature: 'barsRepeated', low: 0.2, high: 0.6 },
];

/** The mean overlap with a reference that LoFi songs should have. */
export const LOFI_OVERLAP_MIN = 0.8;

/** Bits per event of a network as a share of the n-gram's: at most this. */
export const NETWORK_RATIO_MAX = 0.9;
