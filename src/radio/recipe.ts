import type { Db } from '../dsp/index.ts';
import type { Key, PartRole } from '../score/index.ts';

/** The level that switches an effect layer off. */
export const EFFECT_OFF_DB: Db = -60;

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
  /** Instruments asked for, by part; the style chooses the others. */
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
  /** Effect layers asked for and their level against the music; they come on top of the style's, or in place of them, or off ({@link EFFECT_OFF_DB}). */
  readonly effects: Readonly<Record<string, Db>>;
}
