import type { Random } from '../random/index.ts';

/** One of the items, each as likely as the others. Throws a RangeError when there are none. */
export function choose<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to choose from.');
  return item;
}

/** A number between two others, uniform. */
export function between([low, high]: readonly [number, number], random: Random): number {
  return low + (high - low) * random();
}

/** Whether something of this probability happens now. */
export function happens(probability: number, random: Random): boolean {
  return random() < probability;
}
