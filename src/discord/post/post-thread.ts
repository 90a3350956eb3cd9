import { createSocket, type Socket } from 'node:dgram';
import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Departures } from './departures.ts';
import { monotonic } from './monotonic.ts';
import { PacketRing } from './packet-ring.ts';
import type { PostOrder, PostReport, PostSetup } from './post-messages.ts';

/** How often the ring is looked into; packets lie in it for about twenty times as long before they leave. */
const LOOK_MILLISECONDS = 10;
/**
 * A letter leaves so long before it is due, or less: a thread that wakes on a busy machine waits up to 4 ms for the processor (a tick of Linux at 250 Hz), and early does no harm.
 * Rooms whose packets are due at nearly the same time are served in one go, too.
 */
const EARLY_MILLISECONDS = 4;
/** Above other programs, where the system allows it. */
const NICENESS = -10;

/**
 * How often this thread tidies its memory up: 9 ms for 20 rooms. Some 1 MB a minute was seen to come to count as old, and by itself V8 lets a thread collect several times what it
 * needs before it does the same.
 */
const TIDY_MILLISECONDS = 300_000;

interface Line {
  readonly socket: Socket;
  /** What is to be done when it is connected; undefined from then on. */
  waiting: (() => void)[] | undefined;
}

/**
 * The thread that sends: it does nothing else, takes no memory of its own for what it sends, has little to clean up, and so nothing makes it late but the machine. Each outlet is a
 * socket of its own, connected to its voice server.
 */
class PostThread {
  readonly #ring: PacketRing;
  readonly #lateness: PostSetup['lateness'];
  readonly #report: (report: PostReport) => void;
  readonly #departures = new Departures();
  readonly #lines = new Map<number, Line>();
  #timer: NodeJS.Timeout | undefined;
  #tidyAt = monotonic() + TIDY_MILLISECONDS;

  constructor({ ring, lateness }: PostSetup, report: (report: PostReport) => void) {
    this.#ring = new PacketRing(ring);
    this.#lateness = lateness;
    this.#report = report;
  }

  order(order: PostOrder): void {
    if (order.kind === 'open') this.#open(order);
    else if (order.kind === 'close') this.#close(order.outlet);
    else this.#send(order.outlet, order.datagram);
  }

  #open({ outlet, address, port }: Extract<PostOrder, { readonly kind: 'open' }>): void {
    const socket = createSocket('udp4');
    const line: Line = { socket, waiting: [] };
    // A server that is gone answers so; that it is gone is told by its other connection. What can't be sent is lost, as on any line.
    socket.on('error', () => undefined);
    socket.on('message', (datagram) => this.#report({ outlet, datagram }));
    socket.once('connect', () => {
      const waiting = line.waiting?.splice(0) ?? [];
      line.waiting = undefined;
      for (const then of waiting) then();
    });
    socket.connect(port, address);
    this.#lines.set(outlet, line);
    this.#timer ??= setTimeout(() => this.#round(), LOOK_MILLISECONDS);
  }

  #close(outlet: number): void {
    const line = this.#lines.get(outlet);
    this.#lines.delete(outlet);
    // One that is still being connected can't be closed before.
    if (line?.waiting === undefined) line?.socket.close();
    else line.waiting.push(() => line.socket.close());
  }

  #round(): void {
    for (let letter = this.#ring.read(); letter !== undefined; letter = this.#ring.read()) {
      if (this.#lines.has(letter.outlet)) this.#departures.add(letter);
      else this.#ring.release(letter);
    }
    for (let now = monotonic(); ; now = monotonic()) {
      const letter = this.#departures.take(now + EARLY_MILLISECONDS);
      if (letter === undefined) break;
      // What waited for an outlet that is closed leaves no more, and so is not late.
      if (this.#lines.has(letter.outlet)) {
        this.#lateness.record(Math.max(1, Math.round((now - letter.due) * 1000)));
        this.#send(letter.outlet, letter.datagram);
      }
      // The system has copied it; where its buffer is full, it does so in a moment, and the ring comes round to this place after a second at the earliest.
      this.#ring.release(letter);
    }
    this.#tidyUp();
    const wait = Math.min(LOOK_MILLISECONDS, (this.#departures.next ?? Infinity) - EARLY_MILLISECONDS - monotonic());
    this.#timer = this.#lines.size === 0 ? undefined : setTimeout(() => this.#round(), Math.max(1, Math.ceil(wait)));
  }

  /** Right after all that was due has left. It can do so only when the radio has begun anew with it. */
  #tidyUp(): void {
    if (monotonic() < this.#tidyAt) return;
    this.#tidyAt = monotonic() + TIDY_MILLISECONDS;
    globalThis.gc?.();
  }

  #send(outlet: number, datagram: Uint8Array): void {
    const line = this.#lines.get(outlet);
    if (line === undefined) return;
    if (line.waiting === undefined) line.socket.send(datagram);
    else {
      const copy = datagram.slice();
      line.waiting.push(() => line.socket.send(copy));
    }
  }
}

function hurry(): void {
  try {
    // On Linux a niceness belongs to the calling thread; elsewhere it would be the whole process that hurries.
    if (process.platform === 'linux') os.setPriority(NICENESS);
  } catch {
    // Only the system's owner may.
  }
}

if (parentPort !== null) {
  const port = parentPort;
  hurry();
  const thread = new PostThread(workerData as PostSetup, (report) => port.postMessage(report));
  port.on('message', (order: PostOrder) => thread.order(order));
}
