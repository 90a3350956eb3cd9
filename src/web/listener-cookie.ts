import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { WebEnv } from './web-env.ts';

const NAME = 'raindial_listener';
const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * Knows listeners again by a cookie with a random id, which says nothing else about them; who has none gets one. It is what ratings
 * are counted by.
 */
export function listenerCookie(): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const known = getCookie(c, NAME);
    const isOurs = known !== undefined && /^[0-9a-f]{32}$/.test(known);
    const listener = isOurs ? known : randomBytes(16).toString('hex');
    if (!isOurs) {
      setCookie(c, NAME, listener, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: YEAR_SECONDS });
    }
    c.set('listener', listener);
    await next();
  };
}
