const NANOSECONDS = 1e-6;

/** Milliseconds of a clock that only goes forward and is the same in all threads of the process, as `performance.now()` is not. */
export function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds * NANOSECONDS;
}
