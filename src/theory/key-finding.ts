import type { Key } from './key.ts';

/**
 * How well each pitch class fits a key, counted from the tonic: the probe-tone ratings of Krumhansl and Kessler (1982),
 * "Tracing the dynamic changes in perceived tonal organization in a spatial representation of musical keys", Psychological Review 89.
 */
const PROFILES = {
  major: [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  minor: [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
} as const;

/** A key and how sure the finding is. */
export interface KeyFinding {
  readonly key: Key;
  /** Pearson correlation of the weights with the key's profile, -1 to 1; above about 0.7 the key is clear. */
  readonly correlation: number;
}

/**
 * The key whose profile correlates best with twelve weights, C first (total durations of the pitch classes, say), after
 * Krumhansl and Schmuckler. Undefined when all weights are equal, for then there is nothing to tell a key by.
 */
export function findKey(weights: readonly number[]): KeyFinding | undefined {
  let best: KeyFinding | undefined;
  for (const mode of ['major', 'minor'] as const) {
    for (let tonic = 0; tonic < 12; tonic += 1) {
      const turned = weights.map((_, step) => weights[(tonic + step) % 12] ?? 0);
      const correlation = pearson(turned, PROFILES[mode]);
      if (correlation > (best?.correlation ?? -Infinity)) best = { key: { tonic, mode }, correlation };
    }
  }
  return best;
}

/** The correlation of two equally long rows; NaN when one of them does not vary. */
function pearson(left: readonly number[], right: readonly number[]): number {
  const mean = (row: readonly number[]) => row.reduce((sum, value) => sum + value, 0) / row.length;
  const leftMean = mean(left);
  const rightMean = mean(right);
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  left.forEach((value, index) => {
    const a = value - leftMean;
    const b = (right[index] ?? 0) - rightMean;
    product += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  });
  return product / Math.sqrt(leftSquares * rightSquares);
}
