import { SAMPLE_RATE, dbToGain, type Db, type Stereo } from './audio.ts';

/** How audio steps back for each beat of something else. */
export interface Ducking {
  /** How far it steps back: a positive number of decibels. */
  readonly depth: Db;
  readonly attackSeconds: number;
  /** Time to come back all the way. */
  readonly releaseSeconds: number;
}

/** The index of the last trigger at or before a frame, -1 when there is none. */
function lastAt(triggers: readonly number[], frame: number): number {
  let below = -1;
  let above = triggers.length;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (triggers[middle]! <= frame) below = middle;
    else above = middle;
  }
  return below;
}

/**
 * Steps back at each of the given frames (sorted), in place: a fall over the attack that ends at the frame itself, then a return along a
 * half cosine. A trigger during a return starts a new one. Audio may come in blocks: `first` is the frame at which this one begins.
 */
export function duck(audio: Stereo, triggers: readonly number[], ducking: Ducking, first = 0): void {
  const floor = dbToGain(-ducking.depth);
  const attack = Math.max(1, Math.round(ducking.attackSeconds * SAMPLE_RATE));
  const release = Math.max(1, Math.round(ducking.releaseSeconds * SAMPLE_RATE));
  const gainAt = (frame: number, last: number, next: number): number => {
    const back = Math.min(1, (frame - last) / release);
    const returning = floor + (1 - floor) * (0.5 - 0.5 * Math.cos(Math.PI * back));
    const falling = Math.max(0, 1 - (next - frame) / attack);
    return returning + (floor - returning) * falling;
  };
  const ending = first + audio.left.length;
  for (let index = lastAt(triggers, first); index < triggers.length; index += 1) {
    const last = triggers[index] ?? -Infinity;
    if (last >= ending) break;
    const next = triggers[index + 1] ?? Infinity;
    const end = Math.min(ending, next);
    for (let frame = Math.max(first, last); frame < end; frame += 1) {
      // Nothing moves between the end of a return and the next fall.
      if (frame - last > release && next - frame > attack) {
        frame = Math.min(end, Math.max(frame, next - attack)) - 1;
        continue;
      }
      const gain = gainAt(frame, last, next);
      audio.left[frame - first]! *= gain;
      audio.right[frame - first]! *= gain;
    }
  }
}
