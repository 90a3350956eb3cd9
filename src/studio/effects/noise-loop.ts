import { SAMPLE_RATE, filterStereo, seamlessLoop, whiteNoise, type Biquad, type Stereo } from '../../dsp/index.ts';
import type { Random } from '../../random/index.ts';

const FADE_SECONDS = 1;

/** Noise through filters as a loop without a seam, the channels independent. */
export function noiseLoop(seconds: number, random: Random, ...filters: readonly Biquad[]): Stereo {
  const noise = whiteNoise(Math.round((seconds + FADE_SECONDS) * SAMPLE_RATE), random);
  filterStereo(noise, ...filters);
  return seamlessLoop(noise, FADE_SECONDS * SAMPLE_RATE);
}
