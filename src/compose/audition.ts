/** What an audition ends with. */
export interface Audition<T> {
  readonly take: T;
  /** Takes that were heard and not kept. */
  readonly rejections: number;
}

/**
 * Asks for takes until one has no faults, at most `tries` times (at least once), and keeps the one with the fewest; of equals the first.
 */
export function audition<T>(ask: (attempt: number) => T, faults: (take: T) => number, tries: number): Audition<T> {
  let best = ask(0);
  let fewest = faults(best);
  let asked = 1;
  while (fewest > 0 && asked < tries) {
    const take = ask(asked);
    const found = faults(take);
    asked += 1;
    if (found < fewest) {
      best = take;
      fewest = found;
    }
  }
  return { take: best, rejections: asked - 1 };
}
