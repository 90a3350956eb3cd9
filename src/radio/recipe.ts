import type { Db } from '../dsp/index.ts';
import type { Key, PartRole } from '../score/index.ts';

/** The level of an effect layer against the music that switches it off. */
export const EFFECT_OFF_DB: Db = -60;

/** The loudest an effect layer may be against the music; at that it is the music. */
export const EFFECT_LOUDEST_DB: Db = -3;

/** The level of an effect layer that was asked for by name alone: heard, and well under the music. */
export const EFFECT_USUAL_DB: Db = -14;

/** What to compose: everything that, with the same build and models, gives the same bytes again. */
export interface Recipe {
  /** A style's name, such as `lofi`. */
  readonly style: string;
  /** An unsigned 32-bit integer. */
  readonly seed: number;
  /** Wished length; the song ends on the nearest whole phrase. */
  readonly seconds: number;
  /** Quarter notes a minute; the style chooses when it is not given. */
  readonly tempo?: number;
  readonly key?: Key;
  /** One of the catalogue's moods, which shifts the style; none when it is not given. */
  readonly mood?: string;
  /** How much happens, 0 (sparse, soft) to 1 (full); the style's own curve when it is not given. */
  readonly energy?: number;
  /** How much Classical is blended in, 0 to 1, for the styles that know it; the style chooses when it is not given. */
  readonly classical?: number;
  /** The version of the networks that compose it; those that ship when it is not given. */
  readonly models?: string;
  /** Instruments asked for, by part; the style chooses the others. */
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
  /** Effect layers asked for and their level against the music; they come on top of the style's, or in place of them, or off ({@link EFFECT_OFF_DB}). */
  readonly effects: Readonly<Record<string, Db>>;
}
