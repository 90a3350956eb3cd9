import { SAMPLE_RATE, type Biquad, type Room, type Stereo } from '../../src/dsp/index.ts';

// What the WebAssembly routines of dsp do, in plain TypeScript and one sample at a time.

/** A biquad over a channel, from rest. */
export function plainFilter(samples: Float32Array, { b0, b1, b2, a1, a2 }: Biquad): Float32Array {
  let [z1, z2] = [0, 0];
  return samples.map((input) => {
    const output = b0 * input + z1;
    z1 = b1 * input - a1 * output + z2;
    z2 = b2 * input - a2 * output;
    return output;
  });
}

/** The cubic soft clipper by its antiderivative, branch by branch. */
export function plainSaturation(samples: Float32Array, drive: number): Float32Array {
  const antiderivative = (x: number): number =>
    Math.abs(x) <= 1 ? (x * x) / 2 - x ** 4 / 12 : (2 / 3) * Math.abs(x) - 0.25;
  let before = 0;
  return samples.map((sample) => {
    const now = sample * drive;
    const sum = now + before;
    let output: number;
    if (Math.abs(now) <= 1 && Math.abs(before) <= 1) output = sum / 2 - (sum * (now * now + before * before)) / 12;
    else if (Math.abs(now - before) > 1e-6) output = (antiderivative(now) - antiderivative(before)) / (now - before);
    else output = (Math.sign(now) * 2) / 3;
    before = now;
    return output / drive;
  });
}

/** Freeverb, a line after another. */
export function plainRoom(send: Float32Array, { size, damping }: Room): Stereo {
  const line = (length: number): Float64Array => new Float64Array(Math.round((length * SAMPLE_RATE) / 44_100));
  const channel = (spread: number): Float32Array => {
    const wet = new Float64Array(send.length);
    for (const length of [1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617]) {
      const past = line(length + spread);
      let held = 0;
      for (let index = 0; index < send.length; index += 1) {
        const delayed = past[index % past.length]!;
        held = delayed * (1 - 0.4 * damping) + held * 0.4 * damping;
        past[index % past.length] = send[index]! * 0.03 + held * (0.7 + 0.28 * size);
        wet[index]! += delayed;
      }
    }
    for (const length of [556, 441, 341, 225]) {
      const past = line(length + spread);
      for (let index = 0; index < send.length; index += 1) {
        const delayed = past[index % past.length]!;
        const input = wet[index]!;
        past[index % past.length] = input + delayed / 2;
        wet[index] = delayed - input;
      }
    }
    return Float32Array.from(wet);
  };
  return { left: channel(0), right: channel(23) };
}
