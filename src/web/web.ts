import { performance } from 'node:perf_hooks';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { type Log, RadioError, type ReportSource, type Surroundings } from '../radio/index.ts';
import { events } from './events.ts';
import { listenerCookie } from './listener-cookie.ts';
import { createMetrics } from './metrics.ts';
import { nowView } from './now.ts';
import { page } from './page.ts';
import { type Allowance, rateLimit } from './rate-limit.ts';
import { rate } from './ratings.ts';
import { reportCsv, reportJson, reportPicture } from './report.ts';
import { makeRequest, RequestBook, showRequest } from './requests.ts';
import { sameOrigin } from './same-origin.ts';
import { songFile } from './song-files.ts';
import { stream } from './stream.ts';
import { TallyBoard } from './tally-board.ts';
import type { WebDesk, WebEnv } from './web-env.ts';

/** What the web is made of. */
export interface WebOptions {
  readonly desk: WebDesk;
  readonly log: Log;
  /** What stands around the station, for the metrics. */
  readonly around?: () => Surroundings;
  /** Reports on ratings; when not given, the page of ratings says that there are none. */
  readonly reports?: ReportSource;
  /** Listeners to the stream, and as many open pages; 500 when not given. */
  readonly maxListeners?: number;
  /** Monotonic milliseconds, for rate limits; the machine's when not given. */
  readonly now?: () => number;
}

const MAX_BODY_BYTES = 16 * 1024;

/** A song asked for costs seconds of work; a thumb costs nothing but should not be leant on. */
const REQUESTS: Allowance = { atOnce: 3, pauseMilliseconds: 20_000 };
const RATINGS: Allowance = { atOnce: 20, pauseMilliseconds: 1000 };

const ERROR_STATUS = { invalid: 400, busy: 429, fault: 503 } as const;

/** The page, the stream, and what the page asks for, as a Hono app; `listen` puts it on a port. */
export function createWeb(options: WebOptions): Hono<WebEnv> {
  const { desk, log, reports, maxListeners = 500, now = () => performance.now() } = options;
  const tallies = new TallyBoard((segmentId) => desk.tally(segmentId), now);
  const view = () => nowView(desk, (segmentId) => tallies.get(segmentId));
  const metrics = createMetrics(() => desk.stats(), options.around);
  const book = new RequestBook();
  const app = new Hono<WebEnv>();

  app.use(securityHeaders());
  app.use(sameOrigin());
  app.get('/healthz', (c) => {
    const health = desk.health();
    return c.json(health, health.healthy ? 200 : 503);
  });
  app.get('/metrics', async (c) => c.body(await metrics.metrics(), 200, { 'Content-Type': metrics.contentType }));

  app.use('/', listenerCookie());
  app.use('/api/*', listenerCookie());
  app.use('/stream.ogg', listenerCookie());
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }));
  app.use('/api/*', async (c, next) => {
    c.header('Cache-Control', 'no-store');
    await next();
  });
  // After the cookie: who listens is told by it.
  app.get('/stream.ogg', stream({ desk, maxListeners }));
  app.get('/api/now', (c) => c.json(view()));
  app.get('/api/catalogue', (c) => {
    const { styles, moods, instruments, effects } = desk.catalogue;
    return c.json({ styles, moods, instruments, effects });
  });
  app.get('/api/events', events({ desk, now: view, maxConnections: maxListeners }));
  app.post('/api/requests', rateLimit(REQUESTS, now), makeRequest({ desk, book, log }));
  app.get('/api/requests/:id', showRequest(book));
  app.post('/api/ratings', rateLimit(RATINGS, now), rate({ desk, tallies }));
  app.get('/api/ratings.json', reportJson(reports));
  app.get('/api/ratings.csv', reportCsv(reports));
  app.get('/api/ratings/:picture', reportPicture(reports));
  app.get('/api/songs/:file', songFile(desk));
  app.route('/', page());

  app.notFound((c) => c.json({ error: 'There is nothing here' }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    if (error instanceof RadioError) {
      if (error.reason === 'fault') log.error({ err: error, path: c.req.path }, error.message);
      return c.json({ error: error.message }, ERROR_STATUS[error.reason]);
    }
    log.error({ err: error, path: c.req.path }, 'A web request failed');
    return c.json({ error: 'The station failed. Its log says why' }, 500);
  });
  return app;
}

// Nothing from elsewhere runs or is loaded, and no other site may show the page in a frame. No HSTS: the radio speaks plain HTTP.
function securityHeaders(): ReturnType<typeof secureHeaders> {
  return secureHeaders({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      mediaSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  });
}

function tooLarge(c: Context): Response {
  return c.json({ error: `That is more than ${MAX_BODY_BYTES / 1024} kB` }, 413);
}
