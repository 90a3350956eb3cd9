import type { PartRole, Score } from '../score/index.ts';
import type { Key } from '../theory/index.ts';
import type { CommonStyle } from './common-style.ts';

/** What is settled before the networks are asked for the first note. */
export interface SongPlan<S extends CommonStyle = CommonStyle> {
  readonly style: S;
  readonly key: Key;
  readonly tempo: number;
  /** Wished length. */
  readonly seconds: number;
  /** Everything that is written follows from it. */
  readonly seed: number;
  readonly instruments: Readonly<Partial<Record<PartRole, string>>>;
  /** 0 (sparse, soft) to 1 (full); {@link ENERGY_AS_WRITTEN} leaves the style's own curve as it is. */
  readonly energy: number;
  /** How much Classical is blended in, 0 to 1; the style decides when it is absent. LoFi has none. */
  readonly classical?: number;
}

/** The energy at which a style plays as its file says. */
export const ENERGY_AS_WRITTEN = 0.5;

/** A score, and how many takes of the networks were heard and not kept on the way. */
export interface WrittenScore {
  readonly score: Score;
  readonly rejections: number;
}
