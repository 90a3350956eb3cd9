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

/** A compressor that remembers its gain: audio may come in blocks, all but the last of a multiple of 16 frames. */
export class Compressor {
  readonly #compression: Compression;
  readonly #attack: number;
  readonly #release: number;
  #change: Db = 0;
  #gain = 1;

  constructor(compression: Compression) {
    const rate = SAMPLE_RATE / CONTROL_FRAMES;
    this.#compression = compression;
    this.#attack = 1 - Math.exp(-1 / (compression.attackSeconds * rate));
    this.#release = 1 - Math.exp(-1 / (compression.releaseSeconds * rate));
  }

  /** Compresses the next block in place; both channels share one gain, so that the image stands still. */
  process({ left, right }: Stereo): void {
    const compression = this.#compression;
    let change = this.#change;
    let gain = this.#gain;
    for (let first = 0; first < left.length; first += CONTROL_FRAMES) {
      const end = Math.min(left.length, first + CONTROL_FRAMES);
      let energy = 0;
      for (let frame = first; frame < end; frame += 1) energy += left[frame]! ** 2 + right[frame]! ** 2;
      const wanted = gainChange(10 * Math.log10(energy / (2 * (end - first)) + 1e-12), compression);
      change += (wanted - change) * (wanted < change ? this.#attack : this.#release);
      const step = (dbToGain(change) - gain) / (end - first);
      for (let frame = first; frame < end; frame += 1) {
        gain += step;
        left[frame]! *= gain;
        right[frame]! *= gain;
      }
    }
    this.#change = change;
    this.#gain = gain;
  }
}

/** Compresses a piece in place, from rest. There is no make-up gain. */
export function compress(audio: Stereo, compression: Compression): void {
  new Compressor(compression).process(audio);
}
