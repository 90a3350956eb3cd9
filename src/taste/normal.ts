import type { Random } from '../random/index.ts';

/** A number from the standard normal distribution (G. E. P. Box and M. E. Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
