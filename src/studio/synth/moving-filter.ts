import { SAMPLE_RATE, type Hertz } from '../../dsp/index.ts';
import type { PatchFilter } from './patch.ts';

/** Corner frequencies beyond these are of no use, and near half the sample rate the filter would break. */
const LOWEST: Hertz = 20;
const HIGHEST: Hertz = 20_000;

/** A corner frequency as filters take it: worked out once for all that move together. */
export function cornerOf(hertz: Hertz): number {
  return Math.tan((Math.PI * Math.min(HIGHEST, Math.max(LOWEST, hertz))) / SAMPLE_RATE);
}

/**
 * A state-variable filter for two sides whose corner moves: from step to step its coefficients go in straight lines, so that nothing
 * jumps. Zero-delay feedback by trapezoidal integration (A. Simper, "Linear trapezoidal integrated state variable filter", Cytomic 2013).
 */
export class MovingFilter {
  readonly #damping: number;
  /** What of the input, the band and the low output goes out: this makes the kind. */
  readonly #input: number;
  readonly #band: number;
  readonly #low: number;
  /** Two integrators of the left side, two of the right. */
  readonly #state = new Float64Array(4);
  #a1 = 0;
  #a2 = 0;
  #a3 = 0;

  /** The corner is a {@link cornerOf}. */
  constructor(kind: PatchFilter['kind'], q: number, corner: number) {
    this.#damping = 1 / q;
    this.#input = kind === 'high' ? 1 : 0;
    this.#band = kind === 'low' ? 0 : kind === 'band' ? this.#damping : -this.#damping;
    this.#low = kind === 'low' ? 1 : kind === 'band' ? 0 : -1;
    this.#move(corner);
  }

  #move(corner: number): void {
    this.#a1 = 1 / (1 + corner * (corner + this.#damping));
    this.#a2 = corner * this.#a1;
    this.#a3 = corner * this.#a2;
  }

  /**
   * Filters the first frames of both sides in place, both in one loop, for each waits on itself; the corner arrives at the one given at
   * the end of them.
   */
  run(left: Float64Array, right: Float64Array, frames: number, corner: number): void {
    let [a1, a2, a3] = [this.#a1, this.#a2, this.#a3];
    this.#move(corner);
    const [d1, d2, d3] = [(this.#a1 - a1) / frames, (this.#a2 - a2) / frames, (this.#a3 - a3) / frames];
    const [inputShare, bandShare, lowShare] = [this.#input, this.#band, this.#low];
    const state = this.#state;
    let [first, second, rightFirst, rightSecond] = [state[0]!, state[1]!, state[2]!, state[3]!];
    for (let frame = 0; frame < frames; frame += 1) {
      const input = left[frame]!;
      const difference = input - second;
      const band = a1 * first + a2 * difference;
      const low = second + a2 * first + a3 * difference;
      first = 2 * band - first;
      second = 2 * low - second;
      left[frame] = inputShare * input + bandShare * band + lowShare * low;

      const rightInput = right[frame]!;
      const rightDifference = rightInput - rightSecond;
      const rightBand = a1 * rightFirst + a2 * rightDifference;
      const rightLow = rightSecond + a2 * rightFirst + a3 * rightDifference;
      rightFirst = 2 * rightBand - rightFirst;
      rightSecond = 2 * rightLow - rightSecond;
      right[frame] = inputShare * rightInput + bandShare * rightBand + lowShare * rightLow;
      a1 += d1;
      a2 += d2;
      a3 += d3;
    }
    state[0] = first;
    state[1] = second;
    state[2] = rightFirst;
    state[3] = rightSecond;
  }

  /** The same for one side. */
  runMono(samples: Float64Array, frames: number, corner: number): void {
    let [a1, a2, a3] = [this.#a1, this.#a2, this.#a3];
    this.#move(corner);
    const [d1, d2, d3] = [(this.#a1 - a1) / frames, (this.#a2 - a2) / frames, (this.#a3 - a3) / frames];
    const [inputShare, bandShare, lowShare] = [this.#input, this.#band, this.#low];
    const state = this.#state;
    let [first, second] = [state[0]!, state[1]!];
    for (let frame = 0; frame < frames; frame += 1) {
      const input = samples[frame]!;
      const difference = input - second;
      const band = a1 * first + a2 * difference;
      const low = second + a2 * first + a3 * difference;
      first = 2 * band - first;
      second = 2 * low - second;
      samples[frame] = inputShare * input + bandShare * band + lowShare * low;
      a1 += d1;
      a2 += d2;
      a3 += d3;
    }
    state[0] = first;
    state[1] = second;
  }
}
