import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { RateLimits } from './rate-limits.ts';
import { type Verdict } from './rate-limits.ts';
import { botRoutes, type BotRoutesOptions } from './rest-bot.ts';
import { interactionRoutes, type InteractionRoutesOptions } from './rest-interactions.ts';

/** What the REST side works with. */
export interface RestOptions extends BotRoutesOptions, InteractionRoutesOptions {
  readonly limits: RateLimits;
  /** Asked at each request: whether to fail it as a broken server does. */
  readonly breaks: () => boolean;
  /** Waited for before a request is answered. */
  readonly waits: () => Promise<void>;
}

/** A status and a body; undefined is an empty 204, which must not claim to be JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** What a route is given: the parts of the path in brackets, the body, and the query. */
export interface Asked {
  readonly parts: readonly string[];
  readonly body: unknown;
  readonly query: URLSearchParams;
}

/** A route of the interface. */
export type Route = readonly [method: string, path: RegExp, answer: (asked: Asked) => Answer];

/** The REST interface: `/api/v10/…`, with the routes that the bot uses. */
export function restHandler(options: RestOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const routes = [...interactionRoutes(options), ...botRoutes(options)];
  return (request, response) => {
    if (options.breaks()) {
      response.writeHead(500).end();
      return;
    }
    respond(request, response, routes, options).catch((error: unknown) => {
      // Discord answers a body that it can't read with 400 and what is wrong with it.
      const message = error instanceof Error ? error.message : String(error);
      send(response, { status: 400, body: { message: `Invalid Form Body: ${message}`, code: 50035 } });
    });
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  { world, limits, waits }: RestOptions,
): Promise<void> {
  await waits();
  const url = new URL(request.url ?? '/', 'http://loopback');
  // Clients escape characters such as the @ of `@me`.
  const path = decodeURIComponent(url.pathname).replace(/^\/api\/v10/, '');
  // Interactions and their webhooks carry a token of their own in the path, and have no part in the bot's limits.
  const isPublic = /^\/(interactions|webhooks)\//.test(path);
  if (!isPublic && request.headers.authorization !== `Bot ${world.token}`) {
    return send(response, { status: 401, body: { message: '401: Unauthorized', code: 0 } });
  }
  const bucket = bucketOf(request.method ?? 'GET', path);
  const verdict = limits.judge(bucket, performance.now());
  for (const [name, value] of Object.entries(limitHeaders(bucket, verdict))) response.setHeader(name, value);
  if (verdict.kind === 'wait') {
    const { retryAfter, global } = verdict;
    return send(response, {
      status: 429,
      body: { message: 'You are being rate limited.', retry_after: retryAfter, global },
    });
  }
  const body = await readBody(request);
  for (const [method, pattern, answer] of routes) {
    const match = pattern.exec(path);
    if (match === null || method !== request.method) continue;
    return send(response, answer({ parts: match.slice(1), body, query: url.searchParams }));
  }
  send(response, { status: 404, body: { message: `404: Not Found (${request.method} ${path})`, code: 0 } });
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer.body === undefined) {
    response.writeHead(answer.status).end();
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
}

/** A body of JSON, or of a form whose part `payload_json` is the JSON and whose other parts are files. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return bytes.length === 0 ? undefined : JSON.parse(bytes.toString());
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const payload = form.get('payload_json');
  const json = JSON.parse(typeof payload === 'string' ? payload : '{}') as Record<string, unknown>;
  const files = await Promise.all(
    [...form.values()]
      .filter((part) => typeof part !== 'string')
      .map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  return 'data' in json ? { ...json, data: { ...(json.data as object), files } } : { ...json, files };
}

/** Routes share a bucket by their form and by the channel, guild or webhook in them. */
function bucketOf(method: string, path: string): string {
  const [, major = '', id = '', ...rest] = path.split('/');
  return [method, major, id, ...rest.map((part) => (/^\d+$/.test(part) ? '*' : part))].join('-');
}

function limitHeaders(bucket: string, verdict: Verdict): Readonly<Record<string, string>> {
  if (verdict.kind === 'wait') {
    return {
      'retry-after': String(verdict.retryAfter),
      'x-ratelimit-scope': verdict.global ? 'global' : 'user',
      ...(verdict.global ? { 'x-ratelimit-global': 'true' } : { 'x-ratelimit-bucket': bucket }),
    };
  }
  return {
    'x-ratelimit-bucket': bucket,
    'x-ratelimit-limit': String(verdict.limit),
    'x-ratelimit-remaining': String(verdict.remaining),
    'x-ratelimit-reset-after': verdict.resetAfter.toFixed(3),
  };
}
