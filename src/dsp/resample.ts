import { SAMPLE_RATE, type Hertz } from './audio.ts';
import { kaiserSinc } from './kaiser-sinc.ts';

/** Zero crossings of the sinc on each side. With this window the stop band lies some 90 dB down. */
const REACH = 32;
const KAISER_BETA = 9;

/** Width kept free under the lower of both Nyquist frequencies for the filter to fall. */
const PASS_BAND = 0.93;

/**
 * A channel at {@link SAMPLE_RATE} from one at another rate, by a Kaiser-windowed sinc (J. O. Smith, "Digital Audio Resampling").
 * The rate is a whole number of hertz. Returns a copy when it is right already.
 */
export function resample(samples: Float32Array, fromRate: Hertz): Float32Array {
  if (fromRate === SAMPLE_RATE) return samples.slice();
  const divisor = greatestCommonDivisor(fromRate, SAMPLE_RATE);
  // Output n lies at n * step / phases input samples: the fraction takes only so many values, each with its own weights.
  const step = fromRate / divisor;
  const phases = SAMPLE_RATE / divisor;
  // Zero crossings per input sample. Above 48 kHz the kernel is stretched, to filter what 48 kHz cannot hold.
  const pace = PASS_BAND * Math.min(1, SAMPLE_RATE / fromRate);
  const half = Math.ceil(REACH / pace);
  const weights = new Map<number, Float64Array>();
  const output = new Float32Array(Math.round((samples.length * phases) / step));
  for (let index = 0; index < output.length; index += 1) {
    const phase = (index * step) % phases;
    let row = weights.get(phase);
    if (row === undefined) {
      const at = half - 1 + phase / phases;
      row = Float64Array.from(
        { length: 2 * half },
        (_, tap) => pace * kaiserSinc((tap - at) * pace, REACH, KAISER_BETA),
      );
      weights.set(phase, row);
    }
    const first = (index * step - phase) / phases - (half - 1);
    const end = Math.min(row.length, samples.length - first);
    let sum = 0;
    for (let tap = Math.max(0, -first); tap < end; tap += 1) sum += row[tap]! * samples[first + tap]!;
    output[index] = sum;
  }
  return output;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
