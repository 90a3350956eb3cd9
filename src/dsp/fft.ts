/**
 * A fast Fourier transform of one size (radix 2, decimation in time: Cooley and Tukey 1965). It keeps its tables, so that many frames of
 * the same size are cheap.
 */
export class Fft {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  /** `size`: a power of 2, at least 2. */
  constructor(size: number) {
    const bits = Math.log2(size);
    if (!Number.isInteger(bits) || bits < 1) throw new RangeError(`an FFT's size is a power of 2, not ${size}`);
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, index) => Math.cos((2 * Math.PI * index) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, index) => Math.sin((2 * Math.PI * index) / size));
    this.#reversed = new Uint32Array(size);
    for (let index = 1; index < size; index += 1) {
      this.#reversed[index] = (this.#reversed[index >> 1]! >> 1) | ((index & 1) << (bits - 1));
    }
  }

  /** Transforms in place, without scaling: an impulse of 1 becomes 1 in every bin, a constant of 1 becomes `size` in bin 0. */
  transform(real: Float64Array, imaginary: Float64Array): void {
    this.#shuffle(real);
    this.#shuffle(imaginary);
    for (let half = 1; half < this.size; half *= 2) {
      const step = this.size / (2 * half);
      for (let block = 0; block < this.size; block += 2 * half) {
        for (let place = 0; place < half; place += 1) {
          const cos = this.#cos[place * step]!;
          const sin = this.#sin[place * step]!;
          const upper = block + place;
          const lower = upper + half;
          const turnedReal = real[lower]! * cos + imaginary[lower]! * sin;
          const turnedImaginary = imaginary[lower]! * cos - real[lower]! * sin;
          real[lower] = real[upper]! - turnedReal;
          imaginary[lower] = imaginary[upper]! - turnedImaginary;
          real[upper]! += turnedReal;
          imaginary[upper]! += turnedImaginary;
        }
      }
    }
  }

  #shuffle(values: Float64Array): void {
    for (let index = 0; index < this.size; index += 1) {
      const other = this.#reversed[index]!;
      if (other <= index) continue;
      const value = values[index]!;
      values[index] = values[other]!;
      values[other] = value;
    }
  }
}
