/** Decibels relative to full scale or as a gain; 0 is unity. */
export type Db = number;

/** A frequency or a sample rate. */
export type Hertz = number;

/** The one sample rate of the studio and of Opus. */
export const SAMPLE_RATE: Hertz = 48_000;

/** Stereo audio at {@link SAMPLE_RATE}; both channels have the same length; full scale is 1. */
export interface Stereo {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Silence of a number of sample frames. */
export function silence(frames: number): Stereo {
  return { left: new Float32Array(frames), right: new Float32Array(frames) };
}

/** The linear gain of a level: `dbToGain(-6.02)` is about 0.5. */
export function dbToGain(db: Db): number {
  return 10 ** (db / 20);
}

/** The level of a linear gain: `gainToDb(1)` is 0, `gainToDb(0)` is -Infinity. */
export function gainToDb(gain: number): Db {
  return 20 * Math.log10(gain);
}
