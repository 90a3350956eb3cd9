import type { Stereo } from './audio.ts';

/** Antiderivative of the soft clipper x - x^3/3, which holds 2/3 beyond 1. */
function antiderivative(x: number): number {
  const size = Math.abs(x);
  return size <= 1 ? (x * x) / 2 - x ** 4 / 12 : (2 / 3) * size - 0.25;
}

/** Saturates the next samples in place; returns the last driven sample, which the next call needs. */
function saturateChannel(samples: Float32Array, drive: number, last: number): number {
  let before = last;
  for (let index = 0; index < samples.length; index += 1) {
    const now = samples[index]! * drive;
    const inside = now <= 1 && now >= -1 && before <= 1 && before >= -1;
    let output;
    if (inside) {
      // (F(now) - F(before)) / (now - before), divided out: no cancellation where the two are close.
      const sum = now + before;
      output = sum / 2 - (sum * (now * now + before * before)) / 12;
    } else if (Math.abs(now - before) > 1e-6) {
      output = (antiderivative(now) - antiderivative(before)) / (now - before);
    } else {
      output = Math.sign(now) * (2 / 3);
    }
    samples[index] = output / drive;
    before = now;
  }
  return before;
}

/**
 * Warms: a cubic soft clipper with antiderivative anti-aliasing of first order (Parker, Zavalishin and Le Bivic, DAFx 2016).
 * Quiet signals keep their level; the loudest possible output is 2 / (3 drive). It delays by half a sample and, like a worn head, takes
 * 0.7 dB at 6 kHz and 3 dB at 12 kHz. Audio may come in blocks of any length.
 */
export class Saturator {
  readonly #drive: number;
  #left = 0;
  #right = 0;

  constructor(drive: number) {
    this.#drive = drive;
  }

  /** Saturates the next block in place. */
  process(block: Stereo): void {
    this.#left = saturateChannel(block.left, this.#drive, this.#left);
    this.#right = saturateChannel(block.right, this.#drive, this.#right);
  }
}

/** Warms a whole piece in place: see {@link Saturator}. */
export function saturate(audio: Stereo, drive: number): void {
  new Saturator(drive).process(audio);
}
