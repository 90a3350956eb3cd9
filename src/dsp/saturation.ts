import type { Stereo } from './audio.ts';

/** Antiderivative of the soft clipper x - x^3/3, which holds 2/3 beyond 1. */
function antiderivative(x: number): number {
  const size = Math.abs(x);
  return size <= 1 ? (x * x) / 2 - x ** 4 / 12 : (2 / 3) * size - 0.25;
}

function saturateChannel(samples: Float32Array, drive: number): void {
  let before = 0;
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
}

/**
 * Warms in place: a cubic soft clipper with antiderivative anti-aliasing of first order (Parker, Zavalishin and Le Bivic, DAFx 2016).
 * Quiet signals keep their level; the loudest possible output is 2 / (3 drive). It delays by half a sample and, like a worn head, takes
 * 0.7 dB at 6 kHz and 3 dB at 12 kHz.
 */
export function saturate(audio: Stereo, drive: number): void {
  saturateChannel(audio.left, drive);
  saturateChannel(audio.right, drive);
}
