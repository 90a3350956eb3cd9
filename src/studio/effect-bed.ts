import { addLoop, dbToGain, type Db, type Lufs, type Stereo } from '../dsp/index.ts';
import { deriveSeed, seededRandom } from '../random/index.ts';
import { nearestNames } from '../score/index.ts';
import type { Effect, EffectShelf } from './effect-shelf.ts';
import { notFound } from './not-found.ts';
import { StudioError } from './studio-error.ts';

/** Loudness that an effect may have relative to the music; at the loud end it drowns the music. */
const RANGE: readonly [Db, Db] = [-60, -3];

/** Lays an effect under a mix from its first sample to its last, in place; the seed chooses where in its loops it begins. */
export function layEffect(mix: Stereo, name: string, effect: Effect, loudness: Lufs, seed: number): void {
  const gain = dbToGain(loudness - effect.lufs);
  const random = seededRandom(deriveSeed(seed, `effect ${name}`));
  for (const layer of effect.layers) addLoop(mix, layer, Math.floor(random() * layer.left.length), gain);
}

/**
 * Lays all effects asked for under a mix, in place, each at its level relative to the music's loudness. What can't be had is left out,
 * with a warning. Returns the effects laid, with their levels.
 */
export async function layEffects(
  mix: Stereo,
  music: Lufs,
  shelf: EffectShelf,
  wanted: { readonly effects: Readonly<Record<string, Db>>; readonly seed: number },
  warnings: string[],
): Promise<Readonly<Record<string, Db>>> {
  const laid: Record<string, Db> = {};
  for (const [asked, level] of Object.entries(wanted.effects)) {
    const name = asked.trim().toLowerCase();
    if (!Number.isFinite(level)) {
      warnings.push(`The effect "${name}" was left out: its level is no number.`);
      continue;
    }
    const effect = await take(shelf, name, warnings);
    if (effect === undefined) continue;
    const db = Math.min(RANGE[1], Math.max(RANGE[0], level));
    if (db !== level) warnings.push(`The effect "${name}" was set to ${db} dB: ${level} dB is out of range.`);
    layEffect(mix, name, effect, music + db, wanted.seed);
    laid[name] = db;
  }
  return laid;
}

async function take(shelf: EffectShelf, name: string, warnings: string[]): Promise<Effect | undefined> {
  try {
    const effect = await shelf.get(name);
    if (effect === undefined) warnings.push(notFound('effect', name, nearestNames(name, shelf.names())));
    return effect;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    warnings.push(`The effect "${name}" was left out: ${error.message}.`);
    return undefined;
  }
}
