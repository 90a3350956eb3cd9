/** Means of independent units, for a test that may be looked at after each of them. */
export interface Sample {
  readonly count: number;
  readonly mean: number;
  /** The variance of one unit (with n - 1). */
  readonly variance: number;
}

/** The sample of some values; of fewer than two the variance is 0. */
export function sampleOf(values: readonly number[]): Sample {
  const count = values.length;
  const mean = count === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, variance: count < 2 ? 0 : squares / (count - 1) };
}

/**
 * The p-value of "both means are the same" that stays valid however often one looks: the mixture sequential probability ratio test (H. Robbins, Annals of Mathematical
 * Statistics 41, 1970) in the form of R. Johari, L. Pekelis and D. J. Walsh ("Always valid inference", 2015): with the difference d, its variance v, and differences
 * expected to spread by `expected` around 0, the likelihood ratio is sqrt(v / (v + e^2)) exp(d^2 e^2 / (2 v (v + e^2))), and p is its inverse. It is for samples that are large
 * enough for means to be normal. 1 when there is nothing to compare.
 */
export function alwaysValidP(a: Sample, b: Sample, expected: number): number {
  if (a.count < 2 || b.count < 2) return 1;
  const variance = a.variance / a.count + b.variance / b.count;
  if (variance === 0) return 1;
  const spread = expected * expected;
  const exponent = ((a.mean - b.mean) ** 2 * spread) / (2 * variance * (variance + spread));
  return Math.min(1, Math.sqrt((variance + spread) / variance) * Math.exp(-exponent));
}
