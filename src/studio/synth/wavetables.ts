import { PERIOD_FRAMES, SAMPLE_RATE, type Hertz } from '../../dsp/index.ts';
import type { Wave } from './patch.ts';

/** Samples of a period, a power of two; the highest harmonic of the lowest table still has four of them. */
export const PERIOD = PERIOD_FRAMES;
const MASK = PERIOD - 1;

/** Harmonics of the lowest table. */
const MOST_HARMONICS = 1000;

/** A table serves a quarter of an octave: its harmonics then reach 20 kHz for the lowest and 24 kHz for the highest pitch. */
const TABLES_PER_OCTAVE = 4;

const NYQUIST = SAMPLE_RATE / 2;
const LOWEST = NYQUIST / MOST_HARMONICS;

/** Amplitude of a wave's harmonic: a Fourier series of sines with a power near that of a sine of amplitude 1. */
const HARMONICS: Readonly<Record<Wave, (harmonic: number) => number>> = {
  saw: (n) => (2 / Math.PI / n) * 1.22,
  square: (n) => (n % 2 === 0 ? 0 : (4 / Math.PI / n) * 0.71),
  triangle: (n) => (n % 2 === 0 ? 0 : (8 / Math.PI ** 2 / n ** 2) * (n % 4 === 1 ? 1.22 : -1.22)),
  sine: (n) => (n === 1 ? 1 : 0),
};

/** One period of a wave for each quarter of an octave, holding only harmonics that the sample rate can carry. */
export class Wavetable {
  readonly #tables: readonly Float32Array[];

  constructor(wave: Wave) {
    const sine = Float64Array.from({ length: PERIOD }, (_, index) => Math.sin((2 * Math.PI * index) / PERIOD));
    const sum = new Float64Array(PERIOD);
    const tables: Float32Array[] = [];
    const count = Math.ceil(Math.log2(MOST_HARMONICS) * TABLES_PER_OCTAVE) + 1;
    let harmonics = 0;
    // From the highest pitch down, so that each table only adds what it has more than the one above it.
    for (let table = count - 1; table >= 0; table -= 1) {
      const reach = Math.floor(MOST_HARMONICS / 2 ** (table / TABLES_PER_OCTAVE));
      while (harmonics < reach) {
        harmonics += 1;
        const amplitude = HARMONICS[wave](harmonics);
        if (amplitude === 0) continue;
        for (let index = 0; index < PERIOD; index += 1) sum[index]! += amplitude * sine[(index * harmonics) & MASK]!;
      }
      const period = new Float32Array(PERIOD + 1);
      period.set(sum);
      period[PERIOD] = period[0]!;
      tables[table] = period;
    }
    this.#tables = tables;
  }

  /** The period for a frequency: no harmonic of it lies above half the sample rate. */
  at(hertz: Hertz): Float32Array {
    const table = Math.ceil(Math.log2(hertz / LOWEST) * TABLES_PER_OCTAVE);
    return this.#tables[Math.max(0, Math.min(this.#tables.length - 1, table))]!;
  }
}

/** How far a phase moves in a frame. Phases and steps are counted in samples of a table. */
export function phaseStep(hertz: Hertz): number {
  return (hertz / SAMPLE_RATE) * PERIOD;
}

/** The same phase within the first period. */
export function wrapped(phase: number): number {
  return phase - Math.floor(phase / PERIOD) * PERIOD;
}

/** Adds a wave to the first frames, in place, from a phase on; returns the phase that follows. */
export function addWave(
  period: Float32Array,
  phase: number,
  step: number,
  frames: number,
  samples: Float64Array,
  gain: number,
): number {
  let now = phase;
  for (let frame = 0; frame < frames; frame += 1) {
    const whole = now | 0;
    const index = whole & MASK;
    const before = period[index]!;
    samples[frame]! += (before + (period[index + 1]! - before) * (now - whole)) * gain;
    now += step;
  }
  return wrapped(now);
}
