import { highPass, highShelf, lowPass, peak, type Stereo } from '../../dsp/index.ts';
import { deriveSeed, seededRandom } from '../../random/index.ts';
import { gust } from './gust.ts';
import { noiseLoop } from './noise-loop.ts';

const HISS_SECONDS = 19;

/** How far the hiss sways with the reels (about 0.5 to 1 Hz) and trembles where the tape does not lie close to the head. */
const SWAY = 0.9;
const TREMBLE = 0.5;

/** The hiss of a cassette: highs above all, the two channels independent, hardly ever quite steady. */
export function tapeLayers(seed: number): readonly Stereo[] {
  const random = seededRandom(deriveSeed(seed, 'tape'));
  const hiss = noiseLoop(HISS_SECONDS, random, highPass(300), highShelf(3000, 4), peak(6500, 2, 0.7), lowPass(11_000));
  gust(hiss, SWAY, random, [9, 13, 17]);
  gust(hiss, TREMBLE, random, [61, 83, 107]);
  return [hiss];
}
