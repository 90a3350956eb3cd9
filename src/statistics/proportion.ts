import { type Interval, Z95 } from './interval.ts';

/** How many of some trials succeeded: thumbs up among votes. */
export interface Count {
  readonly successes: number;
  readonly trials: number;
}

/** The difference of two shares, first minus second, with its interval. */
export interface Difference extends Interval {
  readonly difference: number;
}

/**
 * The 95 % score interval of a share (E. B. Wilson, JASA 22, 1927, without continuity correction): it stays within 0 to 1 and is honest for few trials.
 * Without any trial it is 0 to 1: `wilson({ successes: 81, trials: 263 })` is 0.2553 to 0.3662.
 */
export function wilson({ successes, trials }: Count): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const square = Z95 * Z95;
  const middle = (share + square / (2 * trials)) / (1 + square / trials);
  const half =
    (Z95 / (1 + square / trials)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * The difference of two independent shares with the 95 % hybrid score interval (R. G. Newcombe, Statistics in Medicine 17, 1998, 873-890, method 10). Undefined
 * when either has no trial. `newcombe({ successes: 56, trials: 70 }, { successes: 48, trials: 80 })` is 0.2, from 0.0524 to 0.3339.
 */
export function newcombe(a: Count, b: Count): Difference | undefined {
  if (a.trials === 0 || b.trials === 0) return undefined;
  const [pA, pB] = [a.successes / a.trials, b.successes / b.trials];
  const [inA, inB] = [wilson(a), wilson(b)];
  const difference = pA - pB;
  return {
    difference,
    low: difference - Math.hypot(pA - inA.low, inB.high - pB),
    high: difference + Math.hypot(inA.high - pA, pB - inB.low),
  };
}
