import { addLoop, dbToGain, type Lufs, type Stereo } from '../dsp/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';
import type { Effect } from './effect-shelf.ts';

/** Lays an effect under a mix from its first sample to its last, in place; the seed chooses where in its loops it begins. */
export function layEffect(mix: Stereo, name: string, effect: Effect, loudness: Lufs, seed: number): void {
  const gain = dbToGain(loudness - effect.lufs);
  const random = seededRandom(deriveSeed(seed, `effect ${name}`));
  for (const layer of effect.layers) addLoop(mix, layer, Math.floor(random() * layer.left.length), gain);
}
