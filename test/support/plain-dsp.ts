import { kaiserSinc } from '../../src/dsp/kaiser-sinc.ts';
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

/** The highest magnitude at and between the samples of a channel, by a sum over all of it for each of four points a frame. */
export function plainTruePeak(samples: Float32Array): number {
  let highest = 0;
  for (let frame = 0; frame < samples.length; frame += 1) {
    for (const phase of [0, 0.25, 0.5, 0.75]) {
      let value = 0;
      for (let tap = 0; tap < samples.length; tap += 1) {
        value += samples[tap]! * kaiserSinc(tap - frame - phase, 8, 4);
      }
      highest = Math.max(highest, Math.abs(value));
    }
  }
  return highest;
}

/** Mean square of the stretch behind the two filters of BS.1770-4, both channels together. */
export function plainWeightedPower({ left, right }: Stereo, from: number, to: number): number {
  const head = {
    b0: 1.53512485958697,
    b1: -2.69169619840638,
    b2: 1.19839281085285,
    a1: -1.69065929318241,
    a2: 0.73248077421585,
  };
  const lowCut = { b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621 };
  const powers = [left, right].map((channel) => {
    const weighted = plainFilter(plainFilter(channel, head), lowCut).subarray(from, to);
    return weighted.reduce((sum, value) => sum + value * value, 0) / (to - from);
  });
  return powers[0]! + powers[1]!;
}
