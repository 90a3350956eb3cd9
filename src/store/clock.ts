/** Moments that never come twice and never go back, whatever the clock does: the later of two votes has the later one. */
export function growing(now: () => number, after = 0): () => number {
  let last = after;
  return () => {
    last = Math.max(now(), last + 1);
    return last;
  };
}
