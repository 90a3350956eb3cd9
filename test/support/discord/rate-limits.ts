/** How many requests of one kind are let through in a time. */
export interface Allowance {
  readonly requests: number;
  readonly milliseconds: number;
}

/** What is to be told of a request: it passes, or how long to wait. */
export type Verdict =
  | { readonly kind: 'pass'; readonly limit: number; readonly remaining: number; readonly resetAfter: number }
  /** Seconds; `global`: no other request of this bot passes meanwhile either. */
  | { readonly kind: 'wait'; readonly retryAfter: number; readonly global: boolean };

/**
 * Discord's rate limits: each route has a bucket of its own for each channel or guild. Generous when nothing is set, since
 * most tests are about something else; the sandbox and the soak set Discord's.
 */
export class RateLimits {
  /** For each bucket. */
  allowance: Allowance = { requests: 1000, milliseconds: 1000 };
  /** So many of the next requests are refused, to be tried again after this time. */
  refuse = { next: 0, seconds: 0, global: false };
  /** How many requests were refused. */
  refused = 0;
  readonly #buckets = new Map<string, { count: number; resetAt: number }>();

  judge(bucket: string, now: number): Verdict {
    if (this.refuse.next > 0) {
      this.refuse = { ...this.refuse, next: this.refuse.next - 1 };
      this.refused += 1;
      return { kind: 'wait', retryAfter: this.refuse.seconds, global: this.refuse.global };
    }
    const { requests, milliseconds } = this.allowance;
    const known = this.#buckets.get(bucket);
    const state = known === undefined || known.resetAt <= now ? { count: 0, resetAt: now + milliseconds } : known;
    this.#buckets.set(bucket, state);
    const resetAfter = (state.resetAt - now) / 1000;
    if (state.count >= requests) {
      this.refused += 1;
      return { kind: 'wait', retryAfter: resetAfter, global: false };
    }
    state.count += 1;
    return { kind: 'pass', limit: requests, remaining: requests - state.count, resetAfter };
  }
}
