/** An estimate and the 95 % interval around it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The standard normal quantile of 0.975: two-sided intervals of 95 %. */
export const Z95 = 1.959963984540054;

/** Fewer votes than this are no basis for a verdict: "not enough data" is said instead. */
export const ENOUGH_VOTES = 30;
