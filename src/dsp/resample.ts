import { SAMPLE_RATE } from './audio.ts';
import { besselI0 } from './true-peak.ts';

/** Zero crossings of the sinc on each side. With this window the stop band lies some 90 dB down. */
const REACH = 32;
const KAISER_BETA = 9;

/** Points of the kernel table between two zero crossings; values in between are interpolated linearly. */
const TABLE_STEPS = 512;

/** Width kept free under the lower of both Nyquist frequencies for the filter to fall. */
const PASS_BAND = 0.93;

function kernelTable(): Float64Array {
  return Float64Array.from({ length: REACH * TABLE_STEPS + 2 }, (_, index) => {
    const distance = index / TABLE_STEPS;
    if (distance >= REACH) return 0;
    const window = besselI0(KAISER_BETA * Math.sqrt(1 - (distance / REACH) ** 2)) / besselI0(KAISER_BETA);
    return (distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
  });
}

/**
 * A channel at {@link SAMPLE_RATE} from one at any rate, by a Kaiser-windowed sinc (J. O. Smith, "Digital Audio Resampling").
 * Takes any positive rate; returns a copy when the rate is already right.
 */
export function resample(samples: Float32Array, fromRate: number): Float32Array {
  if (fromRate === SAMPLE_RATE) return samples.slice();
  const ratio = fromRate / SAMPLE_RATE;
  // The kernel's pace: zero crossings per input sample. Above 48 kHz it is stretched to filter what 48 kHz cannot hold.
  const pace = PASS_BAND * Math.min(1, 1 / ratio);
  const reach = REACH / pace;
  const table = kernelTable();
  const output = new Float32Array(Math.round(samples.length / ratio));
  for (let index = 0; index < output.length; index += 1) {
    const centre = index * ratio;
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let tap = Math.max(0, Math.ceil(centre - reach)); tap <= last; tap += 1) {
      const place = Math.abs(tap - centre) * pace * TABLE_STEPS;
      const base = Math.floor(place);
      const weight = table[base]! + (table[base + 1]! - table[base]!) * (place - base);
      sum += samples[tap]! * weight;
    }
    output[index] = sum * pace;
  }
  return output;
}
