import { createHistogram } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { PacketTiming } from '../../radio/index.ts';
import { DiscordError } from '../discord-error.ts';
import { PacketRing } from './packet-ring.ts';
import type { PostOrder, PostReport, PostSetup } from './post-messages.ts';

/** A socket of the post's. */
export interface Outlet {
  /** Sends a datagram at once. Throws a DiscordError when the post's thread has ended. */
  send(datagram: Uint8Array): void;
  /** Sends a datagram at its time, in milliseconds of `monotonic()`; it is copied. Throws as {@link Outlet.send}. */
  sendAt(due: number, datagram: Uint8Array): void;
  /** Nothing is sent any more, nor what waits for its time. */
  close(): void;
}

interface Desk {
  readonly onDatagram: (datagram: Uint8Array) => void;
}

/** A thread, and the desks whose letters it takes. */
interface Counter {
  readonly thread: Worker;
  readonly ring: PacketRing;
  readonly desks: Map<number, Desk>;
}

/**
 * Sends datagrams from a thread of its own, each at its time. The main thread hands them over ahead of that: what keeps it busy for a moment (an answer to read, memory
 * to clean up) makes no packet late. The thread begins with the first outlet; when it fails, its outlets are dead, and the next one begins another.
 */
export class PostOffice {
  readonly #lateness = createHistogram();
  #counter: Counter | undefined;
  #outlets = 0;
  #dropped = 0;

  /** A socket that speaks with one address alone; `onDatagram` gets what comes from there. */
  open(to: { readonly address: string; readonly port: number }, onDatagram: Desk['onDatagram']): Outlet {
    const counter = (this.#counter ??= this.#start());
    const { thread, ring, desks } = counter;
    this.#outlets = (this.#outlets + 1) & 0x7fffffff;
    const outlet = this.#outlets;
    const order = (one: PostOrder): void => {
      if (this.#counter !== counter) throw new DiscordError('the thread that sends packets has ended');
      thread.postMessage(one);
    };
    desks.set(outlet, { onDatagram });
    order({ kind: 'open', outlet, ...to });
    return {
      send: (datagram) => order({ kind: 'send', outlet, datagram }),
      sendAt: (due, datagram) => {
        if (this.#counter !== counter) throw new DiscordError('the thread that sends packets has ended');
        if (!ring.write({ outlet, due, datagram })) this.#dropped += 1;
      },
      close: () => {
        if (desks.delete(outlet) && this.#counter === counter) order({ kind: 'close', outlet });
      },
    };
  }

  /** Since it was opened. */
  timing(): PacketTiming {
    const { count, max } = this.#lateness;
    const at = (percent: number) => (count === 0 ? 0 : this.#lateness.percentile(percent) / 1000);
    return {
      packets: count,
      dropped: this.#dropped,
      lateness: { p50: at(50), p99: at(99), max: count === 0 ? 0 : max / 1000 },
    };
  }

  #start(): Counter {
    const ring = PacketRing.memory();
    const setup: PostSetup = { ring, lateness: this.#lateness };
    const thread = new Worker(new URL('./post-thread.ts', import.meta.url), { workerData: setup });
    const desks = new Map<number, Desk>();
    const counter = { thread, ring: new PacketRing(ring), desks };
    thread.on('message', ({ outlet, datagram }: PostReport) => desks.get(outlet)?.onDatagram(datagram));
    // Whoever sends through it notices.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      if (this.#counter === counter) this.#counter = undefined;
    });
    // Nobody waits for it alone. Said last: to listen to its messages is to wait for it.
    thread.unref();
    return counter;
  }
}
