import { SAMPLE_RATE, filterChannel, gainToDb, highPass, lowPass, type Db, type Stereo } from '../../src/dsp/index.ts';

/** A sine as one channel; amplitude is its peak, phase in radians. */
export function sine(hertz: number, seconds: number, amplitude = 1, phase = 0, rate = SAMPLE_RATE): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, index) => amplitude * Math.sin(phase + (2 * Math.PI * hertz * index) / rate),
  );
}

/** The same channel on both sides, not shared. */
export function both(samples: Float32Array): Stereo {
  return { left: samples, right: samples.slice() };
}

/** Root mean square from one frame to another. */
export function rms(samples: Float32Array, from = 0, to = samples.length): number {
  let energy = 0;
  for (let index = from; index < to; index += 1) energy += samples[index]! ** 2;
  return Math.sqrt(energy / (to - from));
}

/** Amplitude of one frequency in a channel, by correlating with it over the stretch given (whole periods read exactly). */
export function amplitudeAt(samples: Float32Array, hertz: number, from = 0, to = samples.length): number {
  let real = 0;
  let imaginary = 0;
  for (let index = from; index < to; index += 1) {
    const angle = (2 * Math.PI * hertz * index) / SAMPLE_RATE;
    real += samples[index]! * Math.cos(angle);
    imaginary += samples[index]! * Math.sin(angle);
  }
  return (2 * Math.hypot(real, imaginary)) / (to - from);
}

/** Level of a band (edges fall by 24 dB an octave) relative to the whole channel. */
export function bandLevel(samples: Float32Array, from: number, to: number): Db {
  const band = samples.slice();
  for (const filter of [highPass(from), highPass(from), lowPass(to), lowPass(to)]) filterChannel(band, filter);
  return gainToDb(rms(band) / rms(samples));
}

/** Whether two channels are equal bit by bit; quicker than asking the test runner to compare them. */
export function sameSamples(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((sample, index) => Object.is(sample, b[index]));
}
