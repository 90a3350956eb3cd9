import type { Stereo } from './audio.ts';
import { kaiserSinc } from './kaiser-sinc.ts';

/** Points between two samples at which a peak is looked for, the four-fold oversampling of BS.1770-4 annex 2. */
const PHASES = [0.25, 0.5, 0.75] as const;

/** Samples on each side that take part in interpolating a point. */
const PEAK_REACH = 8;
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
class PeakFinder {
  readonly #weights = PHASES.map(interpolator);

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

/**
 * Between two samples no tone below 20 kHz lies higher than 1.42 times the highest of them and their two neighbours; with this share there is room for sounds of several such tones.
 */
const NEARBY_SHARE = 0.6;

/**
 * Calls back with every frame whose magnitude, at or just after it and in either channel, may exceed a threshold.
 * `visit` returns the threshold from there on. What is quiet is skipped, which is what makes it fast.
 */
export function scanPeaks(audio: Stereo, threshold: number, visit: (frame: number, magnitude: number) => number): void {
  const finder = new PeakFinder();
  const { left, right } = audio;
  const magnitudeAt = (frame: number): number =>
    frame < left.length ? Math.max(Math.abs(left[frame]!), Math.abs(right[frame]!)) : 0;
  let limit = threshold;
  let before = 0;
  let here = magnitudeAt(0);
  let next = magnitudeAt(1);
  for (let frame = 0; frame < left.length; frame += 1) {
    const after = magnitudeAt(frame + 2);
    if (
      before > limit * NEARBY_SHARE ||
      here > limit * NEARBY_SHARE ||
      next > limit * NEARBY_SHARE ||
      after > limit * NEARBY_SHARE
    ) {
      const magnitude = Math.max(here, finder.between(left, frame), finder.between(right, frame));
      if (magnitude > limit) limit = visit(frame, magnitude);
    }
    before = here;
    here = next;
    next = after;
  }
}

/** The highest magnitude of a piece, between the samples too, as a linear gain (0 for silence). */
export function truePeak(audio: Stereo): number {
  let highest = 0;
  scanPeaks(audio, 0, (_frame, magnitude) => (highest = magnitude));
  return highest;
}
