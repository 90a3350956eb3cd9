import { createHash, timingSafeEqual } from 'node:crypto';
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
 * A client has to know the password: a loopback port is open to everyone on the machine.
 *
 * `@electric-sql/pglite-socket` does the same message by message, and so answers an error in a prepared statement with one
 * ReadyForQuery too many: pg then takes the next statement for answered and drops the connection.
 */
export async function serveWire(database: OneSession, password: string): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const session = new Turns();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    serveClient({ socket, database, session, password, onEnd: () => sockets.delete(socket) });
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

function serveClient(client: {
  readonly socket: Socket;
  readonly database: OneSession;
  readonly session: Turns;
  readonly password: string;
  readonly onEnd: () => void;
}): void {
  const { socket, database, session, password, onEnd } = client;
  const reader = new WireReader();
  let work = Promise.resolve();
  let release: (() => void) | undefined;
  /** `asked`: holds what the client started with until it has given the password. */
  let login: { readonly kind: 'new' | 'in' } | { readonly kind: 'asked'; readonly startup: Uint8Array } = {
    kind: 'new',
  };

  const perform = async (bytes: Uint8Array): Promise<void> => {
    release ??= await session.take();
    const reply = await database.execProtocolRaw(bytes);
    if (!socket.destroyed) socket.write(reply);
    if (!inTransaction(reply)) release = void release();
  };
  const answer = async (request: WireRequest): Promise<void> => {
    if (socket.destroyed) return;
    if (request.kind === 'end') socket.end();
    else if (request.kind === 'encryption') socket.write('N');
    else if (request.kind === 'startup') {
      login = { kind: 'asked', startup: request.bytes };
      socket.write(ASK_PASSWORD);
    } else if (login.kind === 'in') await perform(request.bytes);
    else if (login.kind === 'asked' && isPassword(request.bytes, password)) {
      const { startup } = login;
      login = { kind: 'in' };
      await perform(startup);
    } else socket.end(WRONG_PASSWORD);
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

const ROLLBACK = message('Q', 'ROLLBACK\0');
/** AuthenticationCleartextPassword: 3 in 32 bits. It crosses the loopback interface only. */
const ASK_PASSWORD = message('R', '\0\0\0\x03');
const WRONG_PASSWORD = message('E', 'SFATAL\0VFATAL\0C28P01\0Mthe password is wrong\0\0');

/** A message of the protocol: its type, its length without the type, its content. */
function message(type: string, content: string): Uint8Array {
  const bytes = Buffer.from(`${type}\0\0\0\0${content}`, 'latin1');
  bytes.writeUInt32BE(bytes.length - 1, 1);
  return bytes;
}

function isPassword(bytes: Uint8Array, password: string): boolean {
  const hash = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
  return timingSafeEqual(hash(bytes), hash(message('p', `${password}\0`)));
}

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
