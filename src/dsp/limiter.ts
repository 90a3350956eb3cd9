import { SAMPLE_RATE, type Stereo } from './audio.ts';
import { scanPeaks } from './true-peak.ts';

/** How far ahead the gain begins to fall, in frames: 2 ms, short enough to keep drums crisp. */
const LOOK_AHEAD = 0.002 * SAMPLE_RATE;

/** Time in which the gain recovers by 63 %: long enough not to distort bass notes. */
const RELEASE_SECONDS = 0.08;

/** The gain below 1 that each frame needs; peaks between two frames lower both. */
function neededGain(audio: Stereo, ceiling: number): Float32Array {
  const frames = audio.left.length;
  const gain = new Float32Array(frames).fill(1);
  scanPeaks(audio, ceiling, (frame, magnitude) => {
    const needed = ceiling / magnitude;
    for (let near = frame; near < Math.min(frames, frame + 2); near += 1) gain[near] = Math.min(gain[near]!, needed);
    return ceiling;
  });
  return gain;
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

/** Slow recovery, then a moving average over the look-ahead: each average holds only gains low enough for its frame. In place. */
function smooth(gain: Float32Array): void {
  const recovery = 1 - Math.exp(-1 / (RELEASE_SECONDS * SAMPLE_RATE));
  // Before the first frame lies what the first frame needs: a peak right at the beginning leaves no time to fall.
  let held = gain[0] ?? 1;
  const window = new Float64Array(LOOK_AHEAD + 1).fill(held);
  let place = 0;
  let missing = (1 - held) * window.length;
  for (let frame = 0; frame < gain.length; frame += 1) {
    held = Math.min(gain[frame]!, held + (1 - held) * recovery);
    // Exactly 1 again, so that a long piece does not carry a residue along.
    if (held > 0.999_999) held = 1;
    missing += window[place]! - held;
    window[place] = held;
    place = place === LOOK_AHEAD ? 0 : place + 1;
    gain[frame] = 1 - missing / window.length;
  }
}

/**
 * Lowers what would exceed the ceiling (linear), in place: a look-ahead limiter that listens at four times the sample rate.
 * Both channels get the same gain. What varies the gain may lift a peak between samples by some hundredths of a decibel: measure
 * the result where a bound must hold exactly.
 */
export function limit(audio: Stereo, ceiling: number): void {
  const gain = neededGain(audio, ceiling);
  lookAhead(gain);
  smooth(gain);
  for (let frame = 0; frame < gain.length; frame += 1) {
    audio.left[frame]! *= gain[frame]!;
    audio.right[frame]! *= gain[frame]!;
  }
}
