import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { WebEnv } from './web-env.ts';

/**
 * Refuses what another site makes a listener's browser send. Browsers tell where a request comes from; programs such as curl do not, and
 * act for nobody else. Stricter than hono's own `csrf`, which lets JSON pass.
 */
export function sameOrigin(): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!isReading && !isFromHere(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.header('host'))) {
      throw new HTTPException(403, { message: 'This was sent by another site' });
    }
    await next();
  };
}

function isFromHere(site: string | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
