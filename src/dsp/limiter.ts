import { SAMPLE_RATE, type Stereo } from './audio.ts';
import { PEAK_REACH } from './peak-weights.ts';
import { peaksAbove } from './true-peak.ts';
import { PIECE_FRAMES } from './wasm/places.ts';

/** How far ahead the gain begins to fall, in frames: 2 ms, short enough to keep drums crisp. */
const LOOK_AHEAD = 0.002 * SAMPLE_RATE;

/** Time in which the gain recovers by 63 %: long enough not to distort bass notes. */
const RELEASE_SECONDS = 0.08;

/** Frames worked on at a time. Each window is looked through for peaks together with the last frame of the one before. */
const WINDOW_FRAMES = PIECE_FRAMES - 1;

/** The gain below 1 that each frame of a window needs, written into `room`; peaks between two frames lower both. Undefined when none needs any. */
function neededGain(audio: Stereo, ceiling: number, from: number, room: Float32Array): Float32Array | undefined {
  const to = Math.min(audio.left.length, from + WINDOW_FRAMES);
  const first = Math.max(0, from - 1);
  const peaks = from < to ? peaksAbove(ceiling, audio, first, to) : undefined;
  if (peaks === undefined) return undefined;
  const gain = room.subarray(0, to - from).fill(1);
  for (let place = 0; place < peaks.length; place += 1) {
    const magnitude = peaks[place]!;
    if (magnitude <= ceiling) continue;
    const needed = ceiling / magnitude;
    const frame = first + place - from;
    if (frame >= 0) gain[frame] = Math.min(gain[frame]!, needed);
    if (frame + 1 < gain.length) gain[frame + 1] = needed;
  }
  return gain;
}

/**
 * Each frame takes the least gain of itself and the next LOOK_AHEAD frames, in place. Walking back from a frame may stop at one that
 * is already as low: whatever lowered that one reaches at least as far back.
 */
function lookAhead(gain: Float32Array): void {
  for (let frame = 0; frame < gain.length; frame += 1) {
    // Not yet lowered: only later frames do that.
    const need = gain[frame]!;
    if (need === 1) continue;
    for (let back = frame - 1; back >= Math.max(0, frame - LOOK_AHEAD) && gain[back]! > need; back -= 1)
      gain[back] = need;
  }
}

/** Slow recovery, then a moving average over the look-ahead: each average holds only gains low enough for its frame. */
class Smoother {
  readonly #window: Float64Array;
  #held: number;
  #missing: number;
  #place = 0;
  /** Frames since the gain is 1. */
  #resting = 0;

  /** Before the first frame lies what the first frame needs: a peak right at the beginning leaves no time to fall. */
  constructor(first: number) {
    this.#held = first;
    this.#window = new Float64Array(LOOK_AHEAD + 1).fill(first);
    this.#missing = (1 - first) * this.#window.length;
  }

  /** Whether a gain of 1 stays one. */
  get isAtRest(): boolean {
    return this.#resting > LOOK_AHEAD;
  }

  /** In place. */
  process(gain: Float32Array): void {
    const recovery = 1 - Math.exp(-1 / (RELEASE_SECONDS * SAMPLE_RATE));
    const window = this.#window;
    let held = this.#held;
    let missing = this.#missing;
    let place = this.#place;
    let resting = this.#resting;
    for (let frame = 0; frame < gain.length; frame += 1) {
      held = Math.min(gain[frame]!, held + (1 - held) * recovery);
      // Exactly 1 again, so that a long piece does not carry a residue along.
      if (held > 0.999_999) held = 1;
      resting = held === 1 ? resting + 1 : 0;
      missing = resting > LOOK_AHEAD ? 0 : missing + window[place]! - held;
      window[place] = held;
      place = place === LOOK_AHEAD ? 0 : place + 1;
      gain[frame] = 1 - missing / window.length;
    }
    this.#held = held;
    this.#missing = missing;
    this.#place = place;
    this.#resting = resting;
  }
}

/**
 * Lowers what would exceed the ceiling (linear), in place: a look-ahead limiter that listens at four times the sample rate.
 * Both channels get the same gain. What varies the gain may lift a peak between samples by some hundredths of a decibel: measure
 * the result where a bound must hold exactly. All but the last {@link LIMITER_REACH} frames are the same whatever follows.
 */
export function limit(audio: Stereo, ceiling: number): void {
  const { left, right } = audio;
  let smoother: Smoother | undefined;
  // Used for window after window: new ones for each of a song's would pile up to 40 MB before they are tidied away.
  let [room, nextRoom] = [new Float32Array(WINDOW_FRAMES), new Float32Array(WINDOW_FRAMES)];
  const gains = new Float32Array(WINDOW_FRAMES + LOOK_AHEAD);
  let here = neededGain(audio, ceiling, 0, room);
  for (let from = 0; from < left.length; from += WINDOW_FRAMES) {
    // The next window's peaks are found while this one's samples, which they reach into, are as they were.
    const next = neededGain(audio, ceiling, from + WINDOW_FRAMES, nextRoom);
    if (here !== undefined || next !== undefined || smoother?.isAtRest !== true) {
      const frames = Math.min(WINDOW_FRAMES, left.length - from);
      const gain = gains.subarray(0, frames + LOOK_AHEAD).fill(1);
      if (here !== undefined) gain.set(here);
      if (next !== undefined) gain.set(next.subarray(0, LOOK_AHEAD), frames);
      lookAhead(gain);
      const now = gain.subarray(0, frames);
      smoother ??= new Smoother(now[0] ?? 1);
      smoother.process(now);
      for (let frame = 0; frame < frames; frame += 1) {
        left[from + frame]! *= now[frame]!;
        right[from + frame]! *= now[frame]!;
      }
    }
    here = next;
    [room, nextRoom] = [nextRoom, room];
  }
}

/** How far the limiter's work on a frame depends on what follows it: it looks ahead at peaks, which lie between several frames. */
export const LIMITER_REACH: number = LOOK_AHEAD + 2 * PEAK_REACH;
