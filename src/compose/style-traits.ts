import type { Style } from './style.ts';

/** What somebody who chooses the next song needs to know of a style. */
export interface StyleTraits {
  readonly family: Style['family'];
  /** Slowest and fastest, in quarter notes a minute. */
  readonly tempo: readonly [number, number];
  /** How many of its songs are in minor, 0 to 1. */
  readonly minorShare: number;
}

/** The traits of a style. */
export function traitsOf({ family, tempo, minorShare }: Style): StyleTraits {
  return { family, tempo, minorShare };
}
