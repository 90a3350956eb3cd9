import { SAMPLE_RATE, type Db, type Hertz, type Stereo } from './audio.ts';
import { kernels } from './wasm/kernels.ts';
import { channelInPieces, inPieces, span } from './wasm/pieces.ts';
import { MOST_FILTERS, PLACES } from './wasm/places.ts';

/** A second-order filter, normalised so that a0 is 1: y = b0 x + b1 x1 + b2 x2 - a1 y1 - a2 y2. */
export interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** Butterworth: the flattest pass band of a second-order filter. */
const BUTTERWORTH_Q = Math.SQRT1_2;

// The designs below follow R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients".

function normalise(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): Biquad {
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}

/** Cosine of the corner's angular frequency, and the cookbook's alpha. */
function corner(frequency: Hertz, q: number): { cos: number; alpha: number } {
  const omega = (2 * Math.PI * frequency) / SAMPLE_RATE;
  return { cos: Math.cos(omega), alpha: Math.sin(omega) / (2 * q) };
}

/** Passes what is below the frequency; -3 dB at it with the default q, then 12 dB an octave. */
export function lowPass(frequency: Hertz, q: number = BUTTERWORTH_Q): Biquad {
  const { cos, alpha } = corner(frequency, q);
  return normalise((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
}

/** Passes what is above the frequency; -3 dB at it with the default q, then 12 dB an octave. */
export function highPass(frequency: Hertz, q: number = BUTTERWORTH_Q): Biquad {
  const { cos, alpha } = corner(frequency, q);
  return normalise((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
}

/** Passes a band around the frequency, 0 dB at its middle. */
export function bandPass(frequency: Hertz, q: number): Biquad {
  const { cos, alpha } = corner(frequency, q);
  return normalise(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
}

/** Lifts or lowers a band around the frequency. */
export function peak(frequency: Hertz, gain: Db, q: number): Biquad {
  const { cos, alpha } = corner(frequency, q);
  const root = 10 ** (gain / 40);
  return normalise(1 + alpha * root, -2 * cos, 1 - alpha * root, 1 + alpha / root, -2 * cos, 1 - alpha / root);
}

/** Lifts or lowers what is above the frequency. */
export function highShelf(frequency: Hertz, gain: Db, q: number = BUTTERWORTH_Q): Biquad {
  const { cos, alpha } = corner(frequency, q);
  const root = 10 ** (gain / 40);
  const slope = 2 * Math.sqrt(root) * alpha;
  return normalise(
    root * (root + 1 + (root - 1) * cos + slope),
    -2 * root * (root - 1 + (root + 1) * cos),
    root * (root + 1 + (root - 1) * cos - slope),
    root + 1 - (root - 1) * cos + slope,
    2 * (root - 1 - (root + 1) * cos),
    root + 1 - (root - 1) * cos - slope,
  );
}

/** State of a filter below which nothing is heard of it: at rest it costs nothing, and numbers so small that they are slow are kept out. */
const AT_REST = 1e-12;

/** A chain of filters over both channels that remembers: audio may come in blocks of any length. */
export class FilterChain {
  #filters: readonly Biquad[];
  /** For each filter two pairs of numbers, each for left and right. */
  readonly #state: Float64Array;

  /** Throws a RangeError when there are more than {@link MOST_FILTERS}. */
  constructor(filters: readonly Biquad[]) {
    if (filters.length > MOST_FILTERS) throw new RangeError(`a chain of ${filters.length} filters is too long`);
    this.#filters = filters;
    this.#state = new Float64Array(4 * filters.length);
  }

  /** Goes on with as many other filters; between similar ones nothing is heard of the change. */
  retune(filters: readonly Biquad[]): void {
    this.#filters = filters;
  }

  /** Whether silence passes as silence. */
  get isAtRest(): boolean {
    if (this.#state.some((value) => Math.abs(value) > AT_REST)) return false;
    this.#state.fill(0);
    return true;
  }

  /** Filters the next block in place. */
  process(block: Stereo): void {
    inPieces(block, ({ left, right }) => this.run(...span(left), right.byteOffset));
  }

  /** Filters the next samples of one channel in place: both sides of a sound that is the same on both. */
  processChannel(samples: Float32Array): void {
    channelInPieces(samples, (piece) => this.run(...span(piece), piece.byteOffset));
  }

  /** Filters what lies in the memory of the kernels, from one address of the left channel to another. */
  run(left: number, end: number, right: number): void {
    const { doubles, filters: routines } = kernels();
    const filters = this.#filters;
    for (let first = 0; first < filters.length; first += routines.length) {
      const count = Math.min(routines.length, filters.length - first);
      let at = PLACES.coefficients / 8;
      for (let index = first; index < first + count; index += 1) {
        const { b0, b1, b2, a1, a2 } = filters[index]!;
        doubles[at] = b0;
        doubles[at + 1] = b1;
        doubles[at + 2] = b2;
        doubles[at + 3] = a1;
        doubles[at + 4] = a2;
        at += 5;
      }
      const state = this.#state;
      const states = PLACES.states / 8;
      const [from, to] = [4 * first, 4 * (first + count)];
      for (let index = from; index < to; index += 1) doubles[states + index - from] = state[index]!;
      routines[count - 1]!(left, right, end, PLACES.coefficients, PLACES.states);
      for (let index = from; index < to; index += 1) state[index] = doubles[states + index - from]!;
    }
  }
}

/** Filters a channel in place, from rest. */
export function filterChannel(samples: Float32Array, filter: Biquad): void {
  new FilterChain([filter]).processChannel(samples);
}

/** Filters both channels in place through a chain of filters, from rest. */
export function filterStereo(audio: Stereo, ...filters: readonly Biquad[]): void {
  new FilterChain(filters).process(audio);
}

/** How much a filter passes at a frequency: `responseAt(lowPass(1000), 1000)` is about -3. */
export function responseAt(filter: Biquad, frequency: Hertz): Db {
  const omega = (2 * Math.PI * frequency) / SAMPLE_RATE;
  const power = (c0: number, c1: number, c2: number): number => {
    const real = c0 + c1 * Math.cos(omega) + c2 * Math.cos(2 * omega);
    const imaginary = c1 * Math.sin(omega) + c2 * Math.sin(2 * omega);
    return real * real + imaginary * imaginary;
  };
  return 10 * Math.log10(power(filter.b0, filter.b1, filter.b2) / power(1, filter.a1, filter.a2));
}
