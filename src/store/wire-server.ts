import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { WireReader } from './wire-reader.ts';
import type { WireRequest } from './wire-reader.ts';

/** A database that is one session: bytes of Postgres' protocol in, bytes out. PGlite is one. */
export interface OneSession {
  execProtocolRaw(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A database that is being served on a loopback port. */
export interface WireServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves a one-session database to several clients. A client has the session to itself for each request (a prepared
 * statement's messages must not mix with another client's), and from the start of a transaction to its end.
 *
 * `@electric-sql/pglite-socket` does the same message by message, and so answers an error in a prepared statement with one
 * ReadyForQuery too many: pg then takes the next statement for answered and drops the connection.
 */
export async function serveWire(database: OneSession): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const session = new Turns();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    serveClient(socket, database, session, () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await session.take();
    },
  };
}

function serveClient(socket: Socket, database: OneSession, session: Turns, onEnd: () => void): void {
  const reader = new WireReader();
  let work = Promise.resolve();
  let release: (() => void) | undefined;

  const answer = async (request: WireRequest): Promise<void> => {
    if (socket.destroyed) return;
    if (request.kind === 'end') socket.end();
    else if (request.kind === 'encryption') socket.write('N');
    else {
      release ??= await session.take();
      const reply = await database.execProtocolRaw(request.bytes);
      if (!socket.destroyed) socket.write(reply);
      if (!inTransaction(reply)) release = void release();
    }
  };
  const leave = async (): Promise<void> => {
    onEnd();
    if (release === undefined) return;
    try {
      await database.execProtocolRaw(ROLLBACK);
    } finally {
      release();
    }
  };

  socket.on('data', (bytes) => {
    try {
      for (const request of reader.push(bytes))
        work = work.then(() => answer(request)).catch(() => void socket.destroy());
    } catch {
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => void work.then(leave).catch(() => undefined));
}

const ROLLBACK = new Uint8Array([...Buffer.from('Q'), 0, 0, 0, 13, ...Buffer.from('ROLLBACK\0')]);

/** A reply ends with ReadyForQuery: `Z`, its length 5, and the state, which is `I` outside of transactions. */
function inTransaction(reply: Uint8Array): boolean {
  const [type, , , , , state] = reply.subarray(-6);
  return type === 'Z'.charCodeAt(0) && state !== 'I'.charCodeAt(0);
}

/** Lets one at a time have something, in the order in which they asked. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for one's turn; the returned function ends it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }
}
