import { type Interval, Z95 } from './interval.ts';

/** A correlation of ranks with its 95 % interval, and of how many pairs. */
export interface Correlation extends Interval {
  readonly rho: number;
  readonly pairs: number;
}

/**
 * Spearman's rank correlation with average ranks for ties, and a 95 % interval by Fisher's z with the variance (1 + rho^2 / 2) / (n - 3) of D. G. Bonett and T. A. Wright
 * (Psychometrika 65, 2000). Undefined for fewer than four pairs, or when either side is the same throughout.
 */
export function spearman(pairs: readonly (readonly [number, number])[]): Correlation | undefined {
  const n = pairs.length;
  if (n < 4) return undefined;
  const [x, y] = [ranks(pairs.map(([first]) => first)), ranks(pairs.map(([, second]) => second))];
  const middle = (n + 1) / 2;
  let [both, squareX, squareY] = [0, 0, 0];
  for (const [index, rank] of x.entries()) {
    const [dx, dy] = [rank - middle, y[index]! - middle];
    both += dx * dy;
    squareX += dx * dx;
    squareY += dy * dy;
  }
  if (squareX === 0 || squareY === 0) return undefined;
  const rho = Math.max(-1, Math.min(1, both / Math.sqrt(squareX * squareY)));
  const half = Z95 * Math.sqrt((1 + (rho * rho) / 2) / (n - 3));
  const z = Math.atanh(rho);
  return { rho, pairs: n, low: Math.tanh(z - half), high: Math.tanh(z + half) };
}

/** Ranks from 1; equal values share the mean of theirs. */
function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const found = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && order[end]!.value === order[start]!.value) end += 1;
    for (const { index } of order.slice(start, end)) found[index] = (start + 1 + end) / 2;
    start = end;
  }
  return found;
}
