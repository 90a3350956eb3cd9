import {
  SAMPLE_RATE,
  filterStereo,
  highPass,
  highShelf,
  lowPass,
  seamlessLoop,
  whiteNoise,
  type Stereo,
} from '../dsp/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';

const HISS_SECONDS = 19;
const FADE_SECONDS = 1;

/** The steady hiss of a cassette: highs above all, the two channels independent. */
export function tapeLayers(seed: number): readonly Stereo[] {
  const noise = whiteNoise((HISS_SECONDS + FADE_SECONDS) * SAMPLE_RATE, seededRandom(deriveSeed(seed, 'tape')));
  filterStereo(noise, highPass(300), highShelf(3000, 4), lowPass(11_000));
  return [seamlessLoop(noise, FADE_SECONDS * SAMPLE_RATE)];
}
