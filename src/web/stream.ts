import { randomInt } from 'node:crypto';
import type { ReadableStreamDefaultController } from 'node:stream/web';
import type { Handler } from 'hono';
import { type Listener, OggOpusMuxer } from '../radio/index.ts';
import type { WebDesk, WebEnv } from './web-env.ts';
import { WebError } from './web-error.ts';

/** How a stream treats its listeners. */
export interface StreamOptions {
  readonly desk: WebDesk;
  /** Beyond so many, a listener is asked to come back later. */
  readonly maxListeners: number;
}

/** Packets that a new listener gets at once, so that its player need not wait to fill its buffer: 1.5 s. */
export const RUNNING_START_PACKETS = 75;

/** Packets to an Ogg page of the stream: 100 ms. */
const PACKETS_PER_PAGE = 5;

/** What waits for a slow listener: 10 s of Opus at 192 kbit/s. Beyond it packets are left out. */
export const MAX_BUFFERED_BYTES = 240_000;

/** A listener that takes nothing for so many packets (60 s) is gone. */
export const GIVE_UP_PACKETS = 3000;

const HEADERS = {
  'Content-Type': 'audio/ogg; codecs=opus',
  'Cache-Control': 'no-store',
  'Accept-Ranges': 'none',
};

/** `GET /stream.ogg`: the broadcast as Ogg Opus, for each listener one logical stream from its own beginning, without an end. */
export function stream({ desk, maxListeners }: StreamOptions): Handler<WebEnv> {
  return (c) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS);
    if (desk.stats().listeners.web >= maxListeners) {
      return c.json({ error: 'So many listen that there is no room for more. Try again later' }, 503, {
        'Retry-After': '30',
      });
    }
    return c.body(listen(desk, c.get('listener')), 200, HEADERS);
  };
}

function listen(desk: WebDesk, identity: string): ReadableStream<Uint8Array> {
  let leave = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const listener = new StreamListener(controller, identity, () => leave());
        leave = desk.tune(listener, { recent: RUNNING_START_PACKETS });
      },
      cancel: () => leave(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_BUFFERED_BYTES }),
  );
}

/** One web listener. Memory for it is bounded: when its buffer is full, packets are left out until half of it is free again. */
class StreamListener implements Listener {
  readonly kind = 'web';
  readonly identity: string;
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  readonly #leave: () => void;
  readonly #muxer = new OggOpusMuxer({
    serial: randomInt(0x1_0000_0000),
    packetsPerPage: PACKETS_PER_PAGE,
    comments: { TITLE: 'Raindial' },
  });
  #leftOut = 0;

  constructor(controller: ReadableStreamDefaultController<Uint8Array>, identity: string, leave: () => void) {
    this.identity = identity;
    this.#controller = controller;
    this.#leave = leave;
    controller.enqueue(this.#muxer.header());
  }

  send(packet: Uint8Array): void {
    const free = this.#controller.desiredSize ?? 0;
    if (free <= 0 || (this.#leftOut > 0 && free < MAX_BUFFERED_BYTES / 2)) {
      this.#leftOut += 1;
      if (this.#leftOut >= GIVE_UP_PACKETS) this.#giveUp();
      return;
    }
    this.#leftOut = 0;
    const page = this.#muxer.push(packet);
    if (page !== undefined) this.#controller.enqueue(page);
  }

  #giveUp(): void {
    this.#leave();
    this.#controller.error(new WebError('A listener took nothing for a minute'));
  }
}
