import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Handler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { type Log, type SongProgress, RadioError, type RequestInput } from '../radio/index.ts';
import { type SongView, songView } from './now.ts';
import { readJson } from './read-json.ts';
import type { WebDesk, WebEnv } from './web-env.ts';

/** How far a request is. */
export type RequestState =
  | { readonly kind: 'composing'; readonly progress: SongProgress }
  | { readonly kind: 'ready'; readonly song: SongView }
  | { readonly kind: 'failed'; readonly error: string };

// Requests that can still be asked about.
const REMEMBERED = 200;

/** The requests made on the page and how far they are, by a random id that only who asked knows. */
export class RequestBook {
  readonly #states = new Map<string, RequestState>();

  /** Opens a page of the book; returns its id and how to write on it. */
  open(): { readonly id: string; readonly write: (state: RequestState) => void } {
    const id = randomUUID();
    this.#states.set(id, { kind: 'composing', progress: { stage: 'waiting', done: 0 } });
    const [oldest] = this.#states.keys();
    if (this.#states.size > REMEMBERED && oldest !== undefined) this.#states.delete(oldest);
    const write = (state: RequestState): void => {
      if (this.#states.has(id)) this.#states.set(id, state);
    };
    return { id, write };
  }

  read(id: string): RequestState | undefined {
    return this.#states.get(id);
  }
}

/**
 * `POST /api/requests`: 202 with an id to ask about at `GET /api/requests/:id`. What is refused at once (a wrong name, too many
 * waiting) is answered at once.
 */
export function makeRequest(options: {
  readonly desk: WebDesk;
  readonly book: RequestBook;
  readonly log: Log;
}): Handler<WebEnv> {
  const { desk, book, log } = options;
  return async (c) => {
    // What is in the object is checked by the station, which knows the names.
    const input = (await readJson(c, z.record(z.string(), z.unknown()))) as RequestInput;
    const page = book.open();
    const failures: Error[] = [];
    desk.request(input, { onProgress: (progress) => page.write({ kind: 'composing', progress }) }).then(
      (facts) => page.write({ kind: 'ready', song: songView(facts) }),
      (error: unknown) => {
        failures.push(error instanceof Error ? error : new Error(String(error)));
        if (!(error instanceof RadioError)) log.error({ err: error }, 'A request on the page failed');
        const message = error instanceof RadioError ? error.message : 'The station failed. Try again later';
        page.write({ kind: 'failed', error: message });
      },
    );
    // A refusal comes without any waiting, so before the next turn of the event loop.
    await turn();
    const [refusal] = failures;
    if (refusal !== undefined) throw refusal;
    return c.json({ id: page.id }, 202);
  };
}

/** `GET /api/requests/:id`: how far a request is. */
export function showRequest(book: RequestBook): Handler<WebEnv> {
  return (c) => {
    const state = book.read(c.req.param('id') ?? '');
    if (state === undefined) throw new HTTPException(404, { message: 'There is no such request' });
    return c.json(state);
  };
}
