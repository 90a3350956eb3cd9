import { SAMPLE_RATE, type Stereo } from './audio.ts';
import { scanPeaks } from './true-peak.ts';

/** How far ahead the gain begins to fall, in frames: 2 ms, short enough to keep drums crisp. */
const LOOK_AHEAD = 0.002 * SAMPLE_RATE;

/** Time in which the gain recovers by 63 %: long enough not to distort bass notes. */
const RELEASE_SECONDS = 0.08;

/** Frames worked on at a time: a song's gains would take as much memory as one of its channels. */
const WINDOW_FRAMES = SAMPLE_RATE;

/** Frames beside a window that peaks in it are looked for with: more than a peak between samples reaches. */
const MARGIN_FRAMES = 32;

/** The gain below 1 that each frame of a window needs; peaks between two frames lower both. */
function neededGain(audio: Stereo, ceiling: number, from: number): Float32Array {
  const to = Math.min(audio.left.length, from + WINDOW_FRAMES);
  const first = Math.max(0, from - MARGIN_FRAMES);
  const last = Math.min(audio.left.length, to + MARGIN_FRAMES);
  const gain = new Float32Array(last - first).fill(1);
  const view = { left: audio.left.subarray(first, last), right: audio.right.subarray(first, last) };
  scanPeaks(view, ceiling, (frame, magnitude) => {
    const needed = ceiling / magnitude;
    for (let near = frame; near < Math.min(gain.length, frame + 2); near += 1)
      gain[near] = Math.min(gain[near]!, needed);
    return ceiling;
  });
  return gain.subarray(from - first, to - first);
}

/**
 * Each frame takes the least gain of itself and the next LOOK_AHEAD frames, in place. Walking back from a frame may stop at one that
 * is already as low: whatever lowered that one reaches at least as far back.
 */
function lookAhead(gain: Float32Array): void {
  const needed = gain.slice();
  for (let frame = 0; frame < gain.length; frame += 1) {
    const need = needed[frame]!;
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

  /** Before the first frame lies what the first frame needs: a peak right at the beginning leaves no time to fall. */
  constructor(first: number) {
    this.#held = first;
    this.#window = new Float64Array(LOOK_AHEAD + 1).fill(first);
    this.#missing = (1 - first) * this.#window.length;
  }

  /** In place. */
  process(gain: Float32Array): void {
    const recovery = 1 - Math.exp(-1 / (RELEASE_SECONDS * SAMPLE_RATE));
    const window = this.#window;
    let held = this.#held;
    let missing = this.#missing;
    let place = this.#place;
    for (let frame = 0; frame < gain.length; frame += 1) {
      held = Math.min(gain[frame]!, held + (1 - held) * recovery);
      // Exactly 1 again, so that a long piece does not carry a residue along.
      if (held > 0.999_999) held = 1;
      missing += window[place]! - held;
      window[place] = held;
      place = place === LOOK_AHEAD ? 0 : place + 1;
      gain[frame] = 1 - missing / window.length;
    }
    this.#held = held;
    this.#missing = missing;
    this.#place = place;
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
  let here = neededGain(audio, ceiling, 0);
  for (let from = 0; from < left.length; from += WINDOW_FRAMES) {
    // The next window's peaks are found while this one's samples, which they reach into, are as they were.
    const next = neededGain(audio, ceiling, Math.min(left.length, from + WINDOW_FRAMES));
    const ahead = next.subarray(0, LOOK_AHEAD);
    const gain = new Float32Array(here.length + ahead.length);
    gain.set(here);
    gain.set(ahead, here.length);
    lookAhead(gain);
    const now = gain.subarray(0, here.length);
    smoother ??= new Smoother(now[0] ?? 1);
    smoother.process(now);
    for (let frame = 0; frame < now.length; frame += 1) {
      left[from + frame]! *= now[frame]!;
      right[from + frame]! *= now[frame]!;
    }
    here = next;
  }
}

/** How far the limiter's work on a frame depends on what follows it. */
export const LIMITER_REACH: number = LOOK_AHEAD + MARGIN_FRAMES;
