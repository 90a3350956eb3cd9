import { SAMPLE_RATE, type Db, type Hertz, type Stereo } from './audio.ts';
import { Fft } from './fft.ts';

/** How audio is cut into frames. */
export interface SpectrumOptions {
  /** Frames' length in samples, a power of 2; 2048 (43 ms, bins of 23 Hz) when not given. */
  readonly size?: number;
  /** Samples from one frame to the next; half a frame when not given. */
  readonly hop?: number;
}

const SIZE = 2048;

/** The middle of a bin of a spectrum. */
export function binHertz(bin: number, size: number = SIZE): Hertz {
  return (bin * SAMPLE_RATE) / size;
}

/**
 * The power spectrum of frame after frame under a Hann window: mean of both channels, `size / 2 + 1` bins. A sine of amplitude 1 in
 * the middle of a bin has a power of 1 there. What is left at the end is padded with silence. The array is used again for the next frame.
 */
export function* spectra(audio: Stereo, options: SpectrumOptions = {}): Generator<Float64Array> {
  const { size = SIZE, hop = size / 2 } = options;
  const fft = new Fft(size);
  // The sum of the window is size / 2, of which a sine's bin gets half.
  const window = Float64Array.from(
    { length: size },
    (_, index) => (2 / size) * (1 - Math.cos((2 * Math.PI * index) / size)),
  );
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const power = new Float64Array(size / 2 + 1);
  for (let start = 0; start < audio.left.length; start += hop) {
    for (let index = 0; index < size; index += 1) {
      real[index] = (audio.left[start + index] ?? 0) * window[index]!;
      imaginary[index] = (audio.right[start + index] ?? 0) * window[index]!;
    }
    fft.transform(real, imaginary);
    // One transform serves two real channels: their powers are those of the halves that mirror each other, together.
    for (let bin = 0; bin < power.length; bin += 1) {
      const mirror = (size - bin) % size;
      power[bin] = (real[bin]! ** 2 + imaginary[bin]! ** 2 + real[mirror]! ** 2 + imaginary[mirror]! ** 2) / 4;
    }
    yield power;
  }
}

/** Frames this far under the loudest one are pauses. */
const PAUSE: Db = -60;

/**
 * Where the middle of the sound lies: the mean frequency weighted by magnitude, averaged over the frames that are no pauses (as librosa's
 * `spectral_centroid`, averaged). NaN for silence.
 */
export function spectralCentroid(audio: Stereo, options: SpectrumOptions = {}): Hertz {
  const size = options.size ?? SIZE;
  const frames: { readonly energy: number; readonly centroid: Hertz }[] = [];
  for (const power of spectra(audio, options)) {
    let energy = 0;
    let magnitudes = 0;
    let weighted = 0;
    for (let bin = 0; bin < power.length; bin += 1) {
      const magnitude = Math.sqrt(power[bin]!);
      energy += power[bin]!;
      magnitudes += magnitude;
      weighted += magnitude * bin;
    }
    frames.push({ energy, centroid: binHertz(weighted / magnitudes, size) });
  }
  const loudest = frames.reduce((most, { energy }) => Math.max(most, energy), 0);
  const sounding = frames.filter(({ energy }) => energy > 0 && energy >= loudest * 10 ** (PAUSE / 10));
  return sounding.reduce((sum, { centroid }) => sum + centroid, 0) / sounding.length;
}

/** Middles of the octave bands of IEC 61260, from the lowest that music fills. */
export const OCTAVES: readonly Hertz[] = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000];

/** The level of each of {@link OCTAVES} over the whole of a piece; -Infinity for silence. A sine of amplitude 1 in both channels is 0 dB in its band. */
export function octaveLevels(audio: Stereo): readonly Db[] {
  // Bins of 6 Hz: the lowest octave has four of them.
  const size = 8192;
  const sums = new Float64Array(size / 2 + 1);
  let frames = 0;
  for (const power of spectra(audio, { size })) {
    frames += 1;
    for (let bin = 0; bin < sums.length; bin += 1) sums[bin]! += power[bin]!;
  }
  // A Hann window spreads what is in one bin over its neighbours, by 1.5 in power.
  const spread = 1.5;
  return OCTAVES.map((middle) => {
    const inBand = sums.filter((_, bin) => {
      const hertz = binHertz(bin, size);
      return hertz >= middle / Math.SQRT2 && hertz < middle * Math.SQRT2;
    });
    return 10 * Math.log10(inBand.reduce((sum, power) => sum + power, 0) / frames / spread);
  });
}
