import { SAMPLE_RATE, dbToGain, type Db, type Stereo } from './audio.ts';

/** How audio steps back for each beat of something else. */
export interface Ducking {
  /** How far it steps back: a positive number of decibels. */
  readonly depth: Db;
  readonly attackSeconds: number;
  /** Time to come back all the way. */
  readonly releaseSeconds: number;
}

/**
 * Steps back at each of the given frames (sorted), in place: a fall over the attack that ends at the frame itself, then a return along a
 * half cosine. A trigger during a return starts a new one.
 */
export function duck(audio: Stereo, triggers: readonly number[], ducking: Ducking): void {
  const floor = dbToGain(-ducking.depth);
  const attack = Math.max(1, Math.round(ducking.attackSeconds * SAMPLE_RATE));
  const release = Math.max(1, Math.round(ducking.releaseSeconds * SAMPLE_RATE));
  const gainAt = (frame: number, last: number, next: number): number => {
    const back = Math.min(1, (frame - last) / release);
    const returning = floor + (1 - floor) * (0.5 - 0.5 * Math.cos(Math.PI * back));
    const falling = Math.max(0, 1 - (next - frame) / attack);
    return returning + (floor - returning) * falling;
  };
  for (let index = -1; index < triggers.length; index += 1) {
    const last = triggers[index] ?? -Infinity;
    const next = triggers[index + 1] ?? Infinity;
    const end = Math.min(audio.left.length, next);
    for (let frame = Math.max(0, last); frame < end; frame += 1) {
      // Nothing moves between the end of a return and the next fall.
      if (frame - last > release && next - frame > attack) {
        frame = Math.min(end, Math.max(frame, next - attack)) - 1;
        continue;
      }
      const gain = gainAt(frame, last, next);
      audio.left[frame]! *= gain;
      audio.right[frame]! *= gain;
    }
  }
}
