import type { Stereo } from '../../dsp/index.ts';

/** A loop of an effect. Loops of different lengths sound together, and take minutes to meet in the same way again. */
export interface Layer extends Stereo {
  /** Frames from one beginning to the next, when there is silence in between; by default the loop's own length. */
  readonly every?: number;
}
