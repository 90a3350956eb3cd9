import { deriveSeed, seededRandom, type Random } from '../random/index.ts';
import type { Architecture } from './architecture.ts';

/** A piece of music as a network reads it: at each step a value for every input, and what every head should answer. */
export interface TokenSequence {
  readonly length: number;
  /** One row for each input of the architecture, in its order. */
  readonly inputs: readonly Int32Array[];
  /** One row for each head. */
  readonly targets: readonly Int32Array[];
}

/** A stretch of some sequences side by side, one step after the other: row `step * lanes + lane`. */
export interface LaneChunk {
  readonly inputs: readonly Int32Array[];
  readonly targets: readonly Int32Array[];
  /** 1 where there is music, 0 behind the end of a lane. */
  readonly present: Float32Array;
  /** How many rows are present. */
  readonly count: number;
  /** Lanes in which a new sequence begins: their state starts from 0. */
  readonly fresh: readonly boolean[];
}

/**
 * Lays sequences into lanes, one after the other, and cuts all lanes into chunks of `steps`. A sequence goes on where its last chunk ended, so
 * that a state can be carried from chunk to chunk; each one begins a chunk.
 */
export function* laneChunks(
  architecture: Architecture,
  sequences: readonly TokenSequence[],
  lanes: number,
  steps: number,
): Generator<LaneChunk, void, undefined> {
  const waiting = sequences.values();
  const playing = new Array<{ sequence: TokenSequence; from: number } | undefined>(lanes).fill(undefined);
  for (;;) {
    const fresh = playing.map((_, lane) => {
      const current = playing[lane];
      if (current !== undefined && current.from < current.sequence.length) return false;
      const next = waiting.next();
      playing[lane] = next.done === true ? undefined : { sequence: next.value, from: 0 };
      return true;
    });
    if (playing.every((current) => current === undefined)) return;
    const rows = (): Int32Array => new Int32Array(steps * lanes);
    const inputs = architecture.inputs.map(rows);
    const targets = architecture.heads.map(rows);
    const present = new Float32Array(steps * lanes);
    let count = 0;
    playing.forEach((current, lane) => {
      if (current === undefined) return;
      const length = Math.min(steps, current.sequence.length - current.from);
      for (let step = 0; step < length; step += 1) {
        const row = step * lanes + lane;
        const place = current.from + step;
        inputs.forEach((input, index) => (input[row] = current.sequence.inputs[index]?.[place] ?? 0));
        targets.forEach((target, index) => (target[row] = current.sequence.targets[index]?.[place] ?? 0));
        present[row] = 1;
      }
      count += length;
      current.from += length;
    });
    yield { inputs, targets, present, count, fresh };
  }
}

/** The sequences in another order, the same for the same seed and label (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], seed: number, label: string): readonly T[] {
  const random: Random = seededRandom(deriveSeed(seed, label));
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
