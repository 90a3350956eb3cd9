import type { Count } from './proportion.ts';

/** Coefficients of the Lanczos approximation with g = 7 (P. Godfrey, 2001); its relative error is below 1e-13 for x > 0.5. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** The natural logarithm of the gamma function, for x from 0.5 up: `logGamma(5)` is the logarithm of 24. */
export function logGamma(x: number): number {
  const [first, ...rest] = LANCZOS;
  const sum = rest.reduce<number>((total, coefficient, index) => total + coefficient / (x + index), first);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/**
 * The probability that A's true share is above B's, both uniform before the trials: their posteriors are Beta(1 + successes, 1 + failures), and the sum over them is
 * exact for whole counts (J. D. Cook, "Exact calculation of beta inequalities", 2005; in the form of E. Miller, "Formulas for Bayesian A/B testing", 2013).
 * Without any trial it is one half.
 */
export function probabilityAbove(a: Count, b: Count): number {
  const [alphaA, betaA] = [1 + a.successes, 1 + a.trials - a.successes];
  const [alphaB, betaB] = [1 + b.successes, 1 + b.trials - b.successes];
  // The sum runs over the successes of the one that is asked to be above.
  let total = 0;
  const whole = logBeta(alphaB, betaB);
  for (let index = 0; index < alphaA; index += 1) {
    total += Math.exp(
      logBeta(alphaB + index, betaA + betaB) - Math.log(betaA + index) - logBeta(1 + index, betaA) - whole,
    );
  }
  return Math.min(1, Math.max(0, total));
}
