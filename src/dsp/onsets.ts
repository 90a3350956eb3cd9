import { SAMPLE_RATE, gainToDb, type Db, type Stereo } from './audio.ts';
import { filterChannel, highPass } from './biquad.ts';

/** Levels are taken every 128 frames, 2.7 ms. */
const STEP = 128;

/** A rise by so much over the levels before it is an onset, when it comes within so much of the loudest. */
const RISE: Db = 5;
const FAINTEST: Db = -38;

/** Steps before an onset that it is compared with. */
const PAST = 5;

/** Two onsets are at least 45 ms apart: half a sixteenth at 166 beats a minute. */
const APART = Math.round(0.045 * SAMPLE_RATE);

/** Highs tell a hi-hat from the tail of a drum under it. */
const HIGHS = highPass(3000);

/**
 * Frames at which something is struck in a loop (what comes before its beginning is its end), in order: where the level rises
 * suddenly, as a whole or in the highs.
 */
export function findOnsets(loop: Stereo): readonly number[] {
  const length = loop.left.length;
  const mono = Float32Array.from(loop.left, (value, frame) => value + loop.right[frame]!);
  // The filter is run in, so that the beginning of the loop is no step.
  const runIn = Math.min(length, 4800);
  const turned = new Float32Array(runIn + length);
  turned.set(mono.subarray(length - runIn));
  turned.set(mono, runIn);
  filterChannel(turned, HIGHS);
  const highs = turned.subarray(runIn);
  const rises = [mono, highs].map(risesOf);
  const strength = Float64Array.from(rises[0]!, (rise, step) => Math.max(rise, rises[1]![step]!));
  const onsets: number[] = [];
  const order = [...strength.keys()].filter((step) => strength[step]! >= RISE);
  for (const step of order.toSorted((a, b) => strength[b]! - strength[a]! || a - b)) {
    const frame = attackNear(rises[1]![step]! > rises[0]![step]! ? highs : mono, step * STEP);
    const isFree = onsets.every((other) => {
      const distance = Math.abs(other - frame);
      return Math.min(distance, length - distance) >= APART;
    });
    if (isFree) onsets.push(frame);
  }
  return onsets.toSorted((a, b) => a - b);
}

/** By how much each step's level rises over those before it; 0 where it is faint. */
function risesOf(samples: Float32Array): Float64Array {
  const steps = Math.ceil(samples.length / STEP);
  const levels = Float64Array.from({ length: steps }, (_, step) => {
    const block = samples.subarray(step * STEP, (step + 1) * STEP);
    return gainToDb(Math.sqrt(block.reduce((sum, value) => sum + value * value, 0) / block.length) + 1e-9);
  });
  const loudest = levels.reduce((most, level) => Math.max(most, level), -Infinity);
  return levels.map((level, step) => {
    if (level < loudest + FAINTEST) return 0;
    let before = loudest + FAINTEST - RISE;
    for (let back = 1; back <= PAST; back += 1) before = Math.max(before, levels[(step - back + steps) % steps]!);
    return level - before;
  });
}

/** The frame near a step's beginning where the attack begins: the first that reaches a fifth of the peak that follows. */
function attackNear(samples: Float32Array, from: number): number {
  const length = samples.length;
  const at = (frame: number): number => Math.abs(samples[(frame + length) % length]!);
  const first = from - STEP;
  let peak = 0;
  for (let frame = first; frame < from + 2 * STEP; frame += 1) peak = Math.max(peak, at(frame));
  let frame = first;
  while (at(frame) < peak / 5) frame += 1;
  return (frame + length) % length;
}
