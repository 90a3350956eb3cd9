import { silence, type Lufs, type Stereo } from '../dsp/index.ts';
import { layEffects, type WantedEffects } from './effect-bed.ts';
import type { EffectShelf } from './effect-shelf.ts';

/**
 * What lies under a song of a loudness, without the song: rain goes on between two songs. Beat loops are left out, for they belong to the
 * song's bars, and so is what can't be had.
 */
export async function bedAlone(
  frames: number,
  music: Lufs,
  shelf: EffectShelf,
  wanted: Pick<WantedEffects, 'effects' | 'seed'>,
): Promise<Stereo> {
  const bed = silence(frames);
  const effects: Record<string, number> = {};
  for (const [name, db] of Object.entries(wanted.effects)) {
    const effect = await shelf.get(name).catch(() => undefined);
    if (effect !== undefined && !effect.isInTime) effects[name] = db;
  }
  await layEffects(bed, music, shelf, { effects, seed: wanted.seed }, []);
  return bed;
}
