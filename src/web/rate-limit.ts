import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { WebEnv } from './web-env.ts';

/** So many at once, and one more after each pause. */
export interface Allowance {
  readonly atOnce: number;
  readonly pauseMilliseconds: number;
}

// Beyond so many callers the one that was seen longest ago is forgotten, so that memory stays bounded.
const MAX_CALLERS = 10_000;

/** Token buckets, one a caller; `now` is monotonic milliseconds. */
export class RateLimit {
  readonly #allowance: Allowance;
  readonly #now: () => number;
  readonly #callers = new Map<string, { tokens: number; at: number }>();

  constructor(allowance: Allowance, now: () => number) {
    this.#allowance = allowance;
    this.#now = now;
  }

  /** Takes one; 0 when it was granted, else the seconds after which there is one again. */
  take(caller: string): number {
    const { atOnce, pauseMilliseconds } = this.#allowance;
    const now = this.#now();
    const seen = this.#callers.get(caller) ?? { tokens: atOnce, at: now };
    const tokens = Math.min(atOnce, seen.tokens + (now - seen.at) / pauseMilliseconds);
    this.#callers.delete(caller);
    this.#callers.set(caller, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    const [oldest] = this.#callers.keys();
    if (this.#callers.size > MAX_CALLERS && oldest !== undefined) this.#callers.delete(oldest);
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * pauseMilliseconds) / 1000);
  }
}

/**
 * Lets through what a listener may do. An address may do four times as much, because several people may share one, and because
 * a cookie is thrown away easily.
 */
export function rateLimit(allowance: Allowance, now: () => number): MiddlewareHandler<WebEnv> {
  const listeners = new RateLimit(allowance, now);
  const addresses = new RateLimit(
    { atOnce: allowance.atOnce * 4, pauseMilliseconds: allowance.pauseMilliseconds / 4 },
    now,
  );
  return async (c, next) => {
    const address = c.env?.incoming?.socket.remoteAddress ?? 'unknown';
    const wait = Math.max(addresses.take(address), listeners.take(c.get('listener')));
    if (wait > 0) {
      c.header('Retry-After', String(wait));
      throw new HTTPException(429, { message: `That was a lot at once. Try again in ${wait} s` });
    }
    await next();
  };
}
