import type { Architecture } from './architecture.ts';
import type { TokenSequence } from './token-sequence.ts';

/** What an answer without any knowledge of the music costs, in bits per event: the bar that a network has to clear. */
export interface Baselines {
  /** All values alike. */
  readonly uniform: number;
  /** Each head's values as often as in the training data (plus one each), whatever came before. */
  readonly unigram: number;
}

/** Both baselines on `measured`. */
export function baselines(
  architecture: Architecture,
  train: readonly TokenSequence[],
  measured: readonly TokenSequence[],
): Baselines {
  const events = measured.reduce((sum, { length }) => sum + length, 0);
  let uniform = 0;
  let unigram = 0;
  architecture.heads.forEach(({ size }, head) => {
    uniform += Math.log2(size);
    const counts = new Float64Array(size).fill(1);
    for (const { targets } of train) targets[head]?.forEach((token) => (counts[token] = (counts[token] ?? 0) + 1));
    const total = counts.reduce((sum, count) => sum + count, 0);
    let bits = 0;
    for (const { targets } of measured)
      targets[head]?.forEach((token) => (bits -= Math.log2((counts[token] ?? 1) / total)));
    unigram += bits / events;
  });
  return { uniform, unigram };
}
