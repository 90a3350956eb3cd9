import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import type { WebEnv } from './web-env.ts';

// Only these are served: no path that is asked for ever reaches the disk.
const FILES = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/style.css', name: 'style.css', type: 'text/css; charset=utf-8' },
  { path: '/page.js', name: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/ratings', name: 'ratings.html', type: 'text/html; charset=utf-8' },
  { path: '/ratings.css', name: 'ratings.css', type: 'text/css; charset=utf-8' },
  { path: '/ratings.js', name: 'ratings.js', type: 'text/javascript; charset=utf-8' },
  { path: '/ratings-charts.js', name: 'ratings-charts.js', type: 'text/javascript; charset=utf-8' },
  { path: '/favicon.svg', name: 'favicon.svg', type: 'image/svg+xml' },
] as const;

/** The pages: a few files from the folder beside this one, sent anew only when they changed. */
export function page(): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  for (const { path, name, type } of FILES) {
    app.get(path, async (c) => {
      const bytes = await readFile(new URL(`page/${name}`, import.meta.url));
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`;
      const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: etag };
      if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
      return c.body(bytes, 200, headers);
    });
  }
  return app;
}
