import { SAMPLE_RATE, type Hertz, type VoiceBlock } from '../../dsp/index.ts';
import type { PatchFilter } from './patch.ts';

/** Corner frequencies beyond these are of no use, and near half the sample rate the filter would break. */
const LOWEST: Hertz = 20;
const HIGHEST: Hertz = 20_000;

/** A corner frequency as filters take it: worked out once for all that move together. */
export function cornerOf(hertz: Hertz): number {
  return Math.tan((Math.PI * Math.min(HIGHEST, Math.max(LOWEST, hertz))) / SAMPLE_RATE);
}

/**
 * State-variable filters alike, one after another, whose corner moves: from step to step their coefficients go in straight lines, so that
 * nothing jumps. Zero-delay feedback by trapezoidal integration (A. Simper, "Linear trapezoidal integrated state variable filter",
 * Cytomic 2013).
 */
export class MovingFilter {
  readonly #damping: number;
  /** The coefficients, how they grow, and what of the input, the band and the low output goes out: this makes the kind. */
  readonly #numbers = new Float64Array(9);
  readonly #state: Float64Array;
  #corner: number;

  /** The corner is a {@link cornerOf}. */
  constructor({ kind, pairs, q }: Pick<PatchFilter, 'kind' | 'pairs' | 'q'>, corner: number) {
    this.#damping = 1 / q;
    const band = kind === 'low' ? 0 : kind === 'band' ? this.#damping : -this.#damping;
    this.#numbers.set([kind === 'high' ? 1 : 0, band, kind === 'low' ? 1 : kind === 'band' ? 0 : -1], 6);
    this.#state = new Float64Array(4 * pairs);
    this.#corner = corner;
  }

  /** Filters the first frames of a block in place; the corner arrives at the one given at the end of them. */
  run(block: VoiceBlock, frames: number, corner: number): void {
    const numbers = this.#numbers;
    const now = this.#corner;
    const a1 = 1 / (1 + now * (now + this.#damping));
    const next = 1 / (1 + corner * (corner + this.#damping));
    numbers[0] = a1;
    numbers[1] = now * a1;
    numbers[2] = now * now * a1;
    numbers[3] = (next - a1) / frames;
    numbers[4] = (corner * next - now * a1) / frames;
    numbers[5] = (corner * corner * next - now * now * a1) / frames;
    this.#corner = corner;
    block.filter(frames, numbers, this.#state);
  }
}
