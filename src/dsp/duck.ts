import { SAMPLE_RATE, dbToGain, type Db, type Stereo } from './audio.ts';
import { gainsFor, ridePiece } from './piece-levels.ts';
import { inPieces } from './wasm/pieces.ts';

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

/** Steps back at each of some frames: audio comes in blocks from the song's first frame on. */
export class Ducker {
  readonly #triggers: readonly number[];
  readonly #floor: number;
  readonly #attack: number;
  /** The gain of each frame of a return, along a half cosine. */
  readonly #returning: Float32Array;
  #frame = 0;

  /** The triggers are sorted. */
  constructor(triggers: readonly number[], { depth, attackSeconds, releaseSeconds }: Ducking) {
    const floor = dbToGain(-depth);
    const release = Math.max(1, Math.round(releaseSeconds * SAMPLE_RATE));
    this.#triggers = triggers;
    this.#floor = floor;
    this.#attack = Math.max(1, Math.round(attackSeconds * SAMPLE_RATE));
    this.#returning = Float32Array.from(
      { length: triggers.length === 0 ? 0 : release },
      (_, frame) => floor + (1 - floor) * (0.5 - 0.5 * Math.cos((Math.PI * frame) / release)),
    );
  }

  /** Goes on by so many frames of silence. */
  skip(frames: number): void {
    this.#frame += frames;
  }

  /** In place: a fall over the attack that ends at the trigger itself, then a return. A trigger during a return starts a new one. */
  process(block: Stereo): void {
    inPieces(block, (piece) => {
      const frames = piece.left.length;
      const first = this.#frame;
      this.#frame += frames;
      const gains = gainsFor(frames);
      if (this.#fill(gains, first)) ridePiece(piece, gains);
    });
  }

  /** Works out the gains from a frame on; tells whether any is not 1. */
  #fill(gains: Float32Array, first: number): boolean {
    const triggers = this.#triggers;
    const returning = this.#returning;
    const ending = first + gains.length;
    let moves = false;
    gains.fill(1);
    for (let index = lastAt(triggers, first); index < triggers.length; index += 1) {
      const last = triggers[index] ?? -Infinity;
      if (last >= ending) break;
      const next = triggers[index + 1] ?? Infinity;
      const end = Math.min(ending, next);
      const from = Math.max(first, last);
      const back = Math.min(end, last + returning.length);
      if (from < back) gains.set(returning.subarray(from - last, back - last), from - first);
      const falling = Math.max(from, next - this.#attack);
      for (let frame = falling; frame < end; frame += 1) {
        const gain = gains[frame - first]!;
        gains[frame - first] = gain + (this.#floor - gain) * (1 - (next - frame) / this.#attack);
      }
      moves ||= from < back || falling < end;
    }
    return moves;
  }
}

/** Steps back in a whole piece, in place: see {@link Ducker}. */
export function duck(audio: Stereo, triggers: readonly number[], ducking: Ducking): void {
  new Ducker(triggers, ducking).process(audio);
}
