import { SAMPLE_RATE, dbToGain, type Db, type Stereo } from './audio.ts';

/** How a compressor acts. */
export interface Compression {
  /** Level above which it acts: the mean square of both channels, relative to full scale. */
  readonly threshold: Db;
  /** Decibels in for one decibel out, at least 1. */
  readonly ratio: number;
  /** Width of the soft knee around the threshold. */
  readonly knee: Db;
  readonly attackSeconds: number;
  readonly releaseSeconds: number;
}

/** Frames for which one gain is worked out; the gain moves linearly in between. A third of a millisecond, well below any attack. */
const CONTROL_FRAMES = 16;

/** Level change for a level above the threshold: the quadratic knee of Giannoulis, Massberg and Reiss (JAES 2012). */
function gainChange(level: Db, { threshold, ratio, knee }: Compression): Db {
  const over = level - threshold;
  if (2 * over <= -knee) return 0;
  const slope = 1 / ratio - 1;
  return 2 * over < knee ? (slope * (over + knee / 2) ** 2) / (2 * knee) : slope * over;
}

/** Compresses in place; both channels share one gain, so that the image stands still. There is no make-up gain. */
export function compress(audio: Stereo, compression: Compression): void {
  const rate = SAMPLE_RATE / CONTROL_FRAMES;
  const attack = 1 - Math.exp(-1 / (compression.attackSeconds * rate));
  const release = 1 - Math.exp(-1 / (compression.releaseSeconds * rate));
  const { left, right } = audio;
  let change: Db = 0;
  let gain = 1;
  for (let first = 0; first < left.length; first += CONTROL_FRAMES) {
    const end = Math.min(left.length, first + CONTROL_FRAMES);
    let energy = 0;
    for (let frame = first; frame < end; frame += 1) energy += left[frame]! ** 2 + right[frame]! ** 2;
    const wanted = gainChange(10 * Math.log10(energy / (2 * (end - first)) + 1e-12), compression);
    change += (wanted - change) * (wanted < change ? attack : release);
    const step = (dbToGain(change) - gain) / (end - first);
    for (let frame = first; frame < end; frame += 1) {
      gain += step;
      left[frame]! *= gain;
      right[frame]! *= gain;
    }
  }
}
