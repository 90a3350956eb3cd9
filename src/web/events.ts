import { setTimeout as delay } from 'node:timers/promises';
import type { Handler } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { NowView } from './now.ts';
import type { WebDesk, WebEnv } from './web-env.ts';

/** The state is told again after so long, changed or not: it keeps the connection alive and the listeners' number right. */
const REFRESH_MILLISECONDS = 3000;

/** Changes that follow each other faster are told as one. */
const TOGETHER_MILLISECONDS = 250;

/** `GET /api/events`: server-sent events `now`, each with the whole state, so that one that is missed does no harm. */
export function events(options: {
  readonly desk: WebDesk;
  readonly now: () => NowView;
  readonly maxConnections: number;
}): Handler<WebEnv> {
  const { desk, now, maxConnections } = options;
  let connections = 0;
  return (c) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    if (connections >= maxConnections) return c.json({ error: 'Too many pages are open. Try again later' }, 503);
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      connections += 1;
      const changes = new Changes();
      const leave = desk.subscribe(() => changes.tell());
      stream.onAbort(() => changes.tell());
      try {
        while (!stream.aborted) {
          changes.seen();
          await stream.writeSSE({ event: 'now', data: JSON.stringify(now()) });
          await changes.next(REFRESH_MILLISECONDS);
          await delay(TOGETHER_MILLISECONDS);
        }
      } finally {
        leave();
        connections -= 1;
      }
    });
  };
}

/** Waits for something that may have happened already. */
class Changes {
  #happened = false;
  #wake = (): void => undefined;

  tell(): void {
    this.#happened = true;
    this.#wake();
  }

  seen(): void {
    this.#happened = false;
  }

  /** Resolves at once when something happened since it was last seen, else when it does, or when the time is over. */
  async next(milliseconds: number): Promise<void> {
    if (this.#happened) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
