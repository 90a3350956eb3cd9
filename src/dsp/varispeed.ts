import type { Stereo } from './audio.ts';
import { kaiserSinc } from './kaiser-sinc.ts';

/** Samples on each side that take part in one point. */
const REACH = 12;

/** Places between two samples for which weights are kept; the nearest is taken. */
const PHASES = 1024;

/** With this reach flat within 0.1 dB up to 20 kHz. */
const KAISER_BETA = 7;

let weights: Float32Array | undefined;

/** Rows of weights for the phases 0 to 1; each row sums to 1, so that a constant stays one. */
function weightTable(): Float32Array {
  if (weights !== undefined) return weights;
  const taps = 2 * REACH;
  const table = new Float32Array((PHASES + 1) * taps);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    const row = Array.from({ length: taps }, (_, tap) =>
      kaiserSinc(tap - (REACH - 1) - phase / PHASES, REACH, KAISER_BETA),
    );
    const sum = row.reduce((total, weight) => total + weight, 0);
    row.forEach((weight, tap) => (table[phase * taps + tap] = weight / sum));
  }
  weights = table;
  return table;
}

/**
 * Plays audio at a moving speed, as a turntable does: frame n of the result is what the audio holds at frame `positions[n]`, between
 * frames too; silence beyond its ends. Where positions are whole numbers the samples are the same. Meant for speeds near 1: nothing
 * is filtered against aliases.
 */
export function varispeed(audio: Stereo, positions: Float64Array): Stereo {
  const table = weightTable();
  const taps = 2 * REACH;
  const left = new Float32Array(positions.length);
  const right = new Float32Array(positions.length);
  const { length } = audio.left;
  for (let frame = 0; frame < positions.length; frame += 1) {
    const position = positions[frame]!;
    const base = Math.floor(position);
    const row = Math.round((position - base) * PHASES) * taps;
    const first = base - (REACH - 1);
    const from = Math.max(0, -first);
    const to = Math.min(taps, length - first);
    let sumLeft = 0;
    let sumRight = 0;
    for (let tap = from; tap < to; tap += 1) {
      const weight = table[row + tap]!;
      sumLeft += weight * audio.left[first + tap]!;
      sumRight += weight * audio.right[first + tap]!;
    }
    left[frame] = sumLeft;
    right[frame] = sumRight;
  }
  return { left, right };
}
