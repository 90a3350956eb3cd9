import { describe, expect, it } from 'vitest';
import {
  Fft,
  OCTAVES,
  binHertz,
  filterStereo,
  lowPass,
  octaveLevels,
  silence,
  spectra,
  spectralCentroid,
  stereoCorrelation,
} from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { both, sine } from '../support/signals.ts';

/** Noise of equal power at all frequencies. */
function noise(seconds: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: seconds * 48_000 }, () => random() * 2 - 1);
}

describe('Fft', () => {
  it('is the sum that defines it', () => {
    const random = seededRandom(3);
    const size = 16;
    const real = Float64Array.from({ length: size }, () => random() - 0.5);
    const imaginary = Float64Array.from({ length: size }, () => random() - 0.5);
    const bins = Array.from({ length: size }, (_, bin) => {
      let [sumReal, sumImaginary] = [0, 0];
      for (let index = 0; index < size; index += 1) {
        const angle = (-2 * Math.PI * bin * index) / size;
        sumReal += real[index]! * Math.cos(angle) - imaginary[index]! * Math.sin(angle);
        sumImaginary += real[index]! * Math.sin(angle) + imaginary[index]! * Math.cos(angle);
      }
      return [sumReal, sumImaginary] as const;
    });
    new Fft(size).transform(real, imaginary);
    for (const [bin, [expectedReal, expectedImaginary]] of bins.entries()) {
      expect(real[bin]).toBeCloseTo(expectedReal, 12);
      expect(imaginary[bin]).toBeCloseTo(expectedImaginary, 12);
    }
  });

  it('refuses a size that is no power of two', () => {
    expect(() => new Fft(1000)).toThrow('power of 2');
    expect(() => new Fft(1)).toThrow('power of 2');
  });
});

describe('spectra', () => {
  it('show a sine in its bin, and the mean power of both channels', () => {
    const hertz = binHertz(100);
    const audio = { left: sine(hertz, 0.5), right: sine(hertz, 0.5, 0.5) };
    const [first] = spectra(audio);
    expect(first?.[100]).toBeCloseTo((1 + 0.25) / 2, 3);
    expect(first?.[110]).toBeLessThan(1e-6);
  });

  it('see each channel, even where one is the other upside down', () => {
    const left = sine(binHertz(50), 0.1);
    const [first] = spectra({ left, right: left.map((sample) => -sample) });
    expect(first?.[50]).toBeCloseTo(1, 3);
  });
});

describe('the spectral centroid', () => {
  it('of a sine is its frequency', () => {
    expect(spectralCentroid(both(sine(3000, 1)))).toBeCloseTo(3000, -1.5);
  });

  it('of white noise is the middle of the spectrum, and falls with a low-pass', () => {
    const audio = both(noise(1, 1));
    expect(Math.abs(spectralCentroid(audio) - 12_000)).toBeLessThan(150);
    filterStereo(audio, lowPass(4000));
    expect(spectralCentroid(audio)).toBeLessThan(5000);
  });

  it('leaves pauses out', () => {
    const audio = silence(4 * 48_000);
    audio.left.set(sine(1000, 1));
    audio.right.set(sine(1000, 1));
    expect(spectralCentroid(audio)).toBeLessThan(1100);
    expect(spectralCentroid(silence(48_000))).toBeNaN();
  });
});

describe('octave levels', () => {
  it.each([63, 1000, 8000])('put a sine of %i Hz into its octave', (hertz) => {
    const levels = octaveLevels(both(sine(hertz, 2, 0.5)));
    const own = OCTAVES.indexOf(hertz);
    expect(levels[own]).toBeCloseTo(-6.02, 0);
    for (const [index, level] of levels.entries()) if (index !== own) expect(level).toBeLessThan(-35);
  });

  it('of white noise rise by 3 dB an octave', () => {
    const levels = octaveLevels(both(noise(4, 2)));
    for (let octave = 3; octave < levels.length; octave += 1) {
      // The highest octave ends at 22.6 kHz, within what 48 kHz hold.
      expect(Math.abs(levels[octave]! - levels[octave - 1]! - 3.01)).toBeLessThan(0.5);
    }
  });
});

describe('stereo correlation', () => {
  it('is 1 for mono, -1 upside down, 0 for strangers', () => {
    const left = noise(1, 1);
    expect(stereoCorrelation(both(left))).toBeCloseTo(1, 6);
    expect(stereoCorrelation({ left, right: left.map((sample) => -0.3 * sample) })).toBeCloseTo(-1, 6);
    expect(Math.abs(stereoCorrelation({ left, right: noise(1, 2) }))).toBeLessThan(0.02);
    expect(stereoCorrelation({ left, right: new Float32Array(left.length) })).toBeNaN();
  });
});
