import { performance } from 'node:perf_hooks';

/**
 * The time that the air depends on: it only goes forward, whatever the wall clock does.
 * Passed in, so that tests can stop it.
 */
export interface Time {
  /** Monotonic milliseconds since some moment. */
  now(): number;
  /** Calls back once, not earlier than after so many milliseconds give or take one; the returned function cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's monotonic time. */
export function systemTime(): Time {
  return {
    now: () => performance.now(),
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
