import { kaiserSinc } from './kaiser-sinc.ts';

/** Points between two samples at which a peak is looked for, the four-fold oversampling of BS.1770-4 annex 2. */
const PHASES = [0.25, 0.5, 0.75] as const;

/** Samples on each side that take part in interpolating a point. */
export const PEAK_REACH = 8;

/** Shape of the Kaiser window: with this number of taps, flat within 0.05 dB up to 20 kHz. */
const KAISER_BETA = 4;

/** For each point, the weights of the samples around it: tap PEAK_REACH - 1 is the one before it. */
export function peakWeights(): readonly Float64Array[] {
  return PHASES.map((phase) =>
    Float64Array.from({ length: 2 * PEAK_REACH }, (_, tap) =>
      kaiserSinc(tap - (PEAK_REACH - 1) - phase, PEAK_REACH, KAISER_BETA),
    ),
  );
}
