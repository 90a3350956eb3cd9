import { dbToGain, type Db, type Stereo } from '../../dsp/index.ts';
import type { Random } from '../../random/index.ts';

/** Frames between two levels; it moves linearly in between. */
const STEP = 480;

/**
 * Lets a loop swell and fade in place, by slow sines that close with the loop: so many times round in a loop each. `depth` is about the
 * most that the level rises or falls by.
 */
export function gust(loop: Stereo, depth: Db, random: Random, cycles: readonly number[] = [1, 2, 3, 5]): void {
  const level = swell(loop.left.length, depth, random, cycles);
  for (let first = 0; first < loop.left.length; first += STEP) {
    const from = level(first);
    const slope = (level(first + STEP) - from) / STEP;
    for (let frame = first; frame < Math.min(loop.left.length, first + STEP); frame += 1) {
      const gain = from + slope * (frame - first);
      loop.left[frame]! *= gain;
      loop.right[frame]! *= gain;
    }
  }
}

/** The gain of such a swell at a frame of a loop of so many frames. */
export function swell(
  frames: number,
  depth: Db,
  random: Random,
  cycles: readonly number[] = [1, 2, 3, 5],
): (frame: number) => number {
  const waves = cycles.map((times) => ({
    turn: (2 * Math.PI * times) / frames,
    phase: random() * 2 * Math.PI,
    depth: depth / Math.sqrt(times / cycles[0]!) / 2,
  }));
  return (frame) =>
    dbToGain(waves.reduce((sum, wave) => sum + wave.depth * Math.sin(wave.phase + wave.turn * frame), 0));
}
