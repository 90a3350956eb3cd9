import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A loopback TCP proxy whose wire can be cut: stands for a server that goes away and comes back. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks all connections and takes no new ones. */
  cut(): void;
  /** Keeps all connections but passes nothing on, as a network that drops packets does. */
  freeze(): void;
  /** Loses all connections without a word: neither side ever hears of the other again. New ones are taken. */
  lose(): void;
  /** Ends `cut` or `freeze`. */
  mend(): void;
  close(): Promise<void>;
}

/** Starts a proxy to a server. */
export async function tcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const lost = new Set<Socket>();
  let wire: 'whole' | 'cut' | 'frozen' = 'whole';
  const server = createServer((near) => {
    if (wire === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        if (!lost.has(from)) to.destroy();
      });
      if (wire === 'frozen') from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => sockets.forEach((socket) => void socket.resetAndDestroy());
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      wire = 'cut';
      breakAll();
    },
    freeze() {
      wire = 'frozen';
      sockets.forEach((socket) => void socket.pause());
    },
    lose() {
      for (const socket of sockets) {
        lost.add(socket.pause());
        sockets.delete(socket);
      }
    },
    mend() {
      wire = 'whole';
      sockets.forEach((socket) => void socket.resume());
    },
    async close() {
      breakAll();
      lost.forEach((socket) => void socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
