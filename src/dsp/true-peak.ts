import type { Stereo } from './audio.ts';
import { kaiserSinc } from './kaiser-sinc.ts';

/** Points between two samples at which a peak is looked for, the four-fold oversampling of BS.1770-4 annex 2. */
const PHASES = [0.25, 0.5, 0.75] as const;

/** Samples on each side that take part in interpolating a point. */
export const PEAK_REACH = 8;
const TAPS = 2 * PEAK_REACH;

/** Shape of the Kaiser window: with this number of taps, flat within 0.05 dB up to 20 kHz. */
const KAISER_BETA = 4;

/** Weights of the taps around a point `phase` of the way from tap PEAK_REACH - 1 to the next. */
function interpolator(phase: number): Float64Array {
  return Float64Array.from({ length: TAPS }, (_, tap) =>
    kaiserSinc(tap - (PEAK_REACH - 1) - phase, PEAK_REACH, KAISER_BETA),
  );
}

/** Finds peaks between the samples of a channel. */
export class PeakFinder {
  readonly #weights = PHASES.map(interpolator);

  /** No point between samples can lie higher than this times the highest sample within {@link PEAK_REACH}. */
  readonly overshoot: number = Math.max(...this.#weights.map((row) => row.reduce((sum, w) => sum + Math.abs(w), 0)));

  /** The highest magnitude strictly between sample `index` and the next; outside the channel there is silence. */
  between(samples: Float32Array, index: number): number {
    const first = index - (PEAK_REACH - 1);
    const inside = first >= 0 && first + TAPS <= samples.length;
    let highest = 0;
    for (const row of this.#weights) {
      let value = 0;
      if (inside) for (let tap = 0; tap < TAPS; tap += 1) value += row[tap]! * samples[first + tap]!;
      else for (let tap = 0; tap < TAPS; tap += 1) value += row[tap]! * (samples[first + tap] ?? 0);
      highest = Math.max(highest, Math.abs(value));
    }
    return highest;
  }
}

/** Frames looked at together when skipping what is too quiet to matter. */
const CHUNK = 32;

/**
 * Calls back with every frame whose magnitude, at or just after it and in either channel, may exceed a threshold.
 * `visit` returns the threshold from there on. Quiet stretches are skipped, which is what makes it fast.
 */
export function scanPeaks(audio: Stereo, threshold: number, visit: (frame: number, magnitude: number) => number): void {
  const finder = new PeakFinder();
  const frames = audio.left.length;
  const loudest = new Float32Array(Math.ceil(frames / CHUNK) + 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const magnitude = Math.max(Math.abs(audio.left[frame]!), Math.abs(audio.right[frame]!));
    const chunk = 1 + Math.floor(frame / CHUNK);
    if (magnitude > loudest[chunk]!) loudest[chunk] = magnitude;
  }
  let limit = threshold;
  for (let chunk = 1; chunk < loudest.length - 1; chunk += 1) {
    const near = Math.max(loudest[chunk - 1]!, loudest[chunk]!, loudest[chunk + 1]!);
    if (near * finder.overshoot <= limit) continue;
    for (let frame = (chunk - 1) * CHUNK; frame < Math.min(frames, chunk * CHUNK); frame += 1) {
      const left = Math.max(Math.abs(audio.left[frame]!), finder.between(audio.left, frame));
      const right = Math.max(Math.abs(audio.right[frame]!), finder.between(audio.right, frame));
      const magnitude = Math.max(left, right);
      if (magnitude > limit) limit = visit(frame, magnitude);
    }
  }
}

/** The highest magnitude of a piece, between the samples too, as a linear gain (0 for silence). */
export function truePeak(audio: Stereo): number {
  let highest = 0;
  scanPeaks(audio, 0, (_frame, magnitude) => (highest = magnitude));
  return highest;
}
