import { setTimeout as delay } from 'node:timers/promises';

/** How to go on after a failure. */
export interface Persistence {
  /** Milliseconds to wait after the failure of this attempt (0, 1, 2...). */
  readonly delay: (attempt: number) => number;
  /** Ends the trying; the attempt that runs is not interrupted. */
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown, retryInMilliseconds: number) => void;
}

/** Repeats a task until it succeeds, and gives its result; undefined when the signal ended the trying first. Never rejects. */
export async function keepTrying<T>(task: () => Promise<T>, persistence: Persistence): Promise<T | undefined> {
  for (let attempt = 0; !persistence.signal.aborted; attempt++) {
    try {
      return await task();
    } catch (error) {
      const wait = persistence.delay(attempt);
      persistence.onFailure(error, wait);
      // Rejects only when the signal aborts it, and then the loop ends.
      await delay(wait, undefined, { signal: persistence.signal }).catch(() => undefined);
    }
  }
  return undefined;
}
