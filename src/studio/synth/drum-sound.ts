import type { Db, Hertz } from '../../dsp/index.ts';

/** A tone that falls in pitch and dies away: the body of a kick, a tom, the ring of a snare. */
export interface DrumTone {
  readonly level: Db;
  /** Where it comes to rest. */
  readonly hertz: Hertz;
  /** How many octaves above that it begins, and how quickly it falls there. */
  readonly dropOctaves?: number;
  readonly dropSeconds?: number;
  /** To silence. */
  readonly decaySeconds: number;
}

/** Filtered noise that dies away: hats, the wires of a snare, a clap. */
export interface DrumNoise {
  readonly level: Db;
  readonly highPass: Hertz;
  readonly lowPass: Hertz;
  /** Peak of the high-pass. Default: none. */
  readonly q?: number;
  readonly attackSeconds?: number;
  /** To silence. */
  readonly decaySeconds: number;
  /** Seconds after the stroke at which it begins anew: the hands of a clap. Default: once, at 0. */
  readonly bursts?: readonly number[];
  /** How different both sides are, 0 to 1. Default: 0. */
  readonly spread?: number;
}

/** Six square waves out of tune with each other through a high-pass: the metal of an electronic cymbal. */
export interface DrumMetal {
  readonly level: Db;
  /** The lowest of the six. */
  readonly hertz: Hertz;
  readonly highPass: Hertz;
  readonly decaySeconds: number;
}

/** A drum of a kit. */
export interface DrumSound {
  readonly tones?: readonly DrumTone[];
  readonly noises?: readonly DrumNoise[];
  readonly metal?: DrumMetal;
  readonly drive?: number;
  /** -1 is left, 1 is right. Default: 0. */
  readonly pan?: number;
  /** A stroke ends what still sounds of its group: hats. */
  readonly chokes?: string;
}
