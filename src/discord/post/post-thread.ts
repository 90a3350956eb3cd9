import { createSocket, type Socket } from 'node:dgram';
import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Departures } from './departures.ts';
import { monotonic } from './monotonic.ts';
import { PacketRing } from './packet-ring.ts';
import type { PostOrder, PostReport, PostSetup } from './post-messages.ts';

/** How often the ring is looked into; packets lie in it for about six times as long before they are due. */
const LOOK_MILLISECONDS = 10;
/** A timer that wakes early by less than this need not be set again. */
const EARLY_MILLISECONDS = 0.3;
/** Above other programs, where the system allows it. */
const NICENESS = -10;

/**
 * The thread that sends: it does nothing else, has next to nothing to clean up, and so nothing makes it late but the machine. Each outlet is a socket of its own, connected to
 * its voice server.
 */
class PostThread {
  readonly #ring: PacketRing;
  readonly #lateness: PostSetup['lateness'];
  readonly #report: (report: PostReport) => void;
  readonly #departures = new Departures();
  readonly #sockets = new Map<number, Socket>();
  #timer: NodeJS.Timeout | undefined;

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
    // A server that is gone answers so; that it is gone is told by its other connection.
    socket.on('error', () => undefined);
    socket.on('message', (datagram) => this.#report({ outlet, datagram }));
    socket.connect(port, address);
    this.#sockets.set(outlet, socket);
    this.#timer ??= setTimeout(() => this.#round(), LOOK_MILLISECONDS);
  }

  #close(outlet: number): void {
    const socket = this.#sockets.get(outlet);
    this.#sockets.delete(outlet);
    // One that is still being connected can't be closed before.
    if (socket !== undefined) whenConnected(socket, () => socket.close());
  }

  #round(): void {
    for (let letter = this.#ring.read(); letter !== undefined; letter = this.#ring.read()) {
      if (this.#sockets.has(letter.outlet)) this.#departures.add(letter);
    }
    for (let now = monotonic(); ; now = monotonic()) {
      const letter = this.#departures.take(now + EARLY_MILLISECONDS);
      if (letter === undefined) break;
      this.#lateness.record(Math.max(1, Math.round((now - letter.due) * 1000)));
      this.#send(letter.outlet, letter.datagram);
    }
    const wait = Math.min(LOOK_MILLISECONDS, (this.#departures.next ?? Infinity) - monotonic());
    this.#timer = this.#sockets.size === 0 ? undefined : setTimeout(() => this.#round(), Math.max(1, Math.ceil(wait)));
  }

  #send(outlet: number, datagram: Uint8Array): void {
    const socket = this.#sockets.get(outlet);
    // What can't be sent is lost, as on any line.
    if (socket !== undefined) whenConnected(socket, () => socket.send(datagram, () => undefined));
  }
}

function whenConnected(socket: Socket, then: () => void): void {
  if (isConnected(socket)) then();
  else socket.once('connect', then);
}

function isConnected(socket: Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
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
