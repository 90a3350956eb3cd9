import type { Listener } from './front-desk.ts';
import type { Log } from './log.ts';

/** Packets that are remembered for listeners who want a running start: 2 s. */
export const RECENT_PACKETS = 100;

/** Sends each packet to every listener. One that throws is removed, and the others never notice. */
export class Broadcast {
  readonly #log: Log;
  readonly #listeners = new Set<Listener>();
  readonly #recent: Uint8Array[] = [];
  #packets = 0;
  #removed = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Packets sent so far, whether anyone listened or not. */
  get packets(): number {
    return this.#packets;
  }

  /** Listeners that were removed because they threw. */
  get removed(): number {
    return this.#removed;
  }

  /** How many listen: all of them, or of one kind. */
  count(kind?: Listener['kind']): number {
    if (kind === undefined) return this.#listeners.size;
    return [...this.#listeners].filter((listener) => listener.kind === kind).length;
  }

  /**
   * Adds a listener from the next packet on, after it was given the last `recent` packets at once; the returned function
   * removes it (calling it twice does no harm).
   */
  tune(listener: Listener, options: { readonly recent?: number } = {}): () => void {
    const recent = Math.min(RECENT_PACKETS, options.recent ?? 0);
    this.#listeners.add(listener);
    for (const packet of recent > 0 ? this.#recent.slice(-recent) : []) {
      if (this.#listeners.has(listener)) this.#deliver(listener, packet);
    }
    return () => {
      this.#listeners.delete(listener);
    };
  }

  send(packet: Uint8Array): void {
    this.#packets += 1;
    this.#recent.push(packet);
    if (this.#recent.length > RECENT_PACKETS) this.#recent.shift();
    for (const listener of this.#listeners) this.#deliver(listener, packet);
  }

  #deliver(listener: Listener, packet: Uint8Array): void {
    try {
      listener.send(packet);
    } catch (error) {
      this.#listeners.delete(listener);
      this.#removed += 1;
      this.#log.error({ err: error, kind: listener.kind }, 'A listener failed and was removed');
    }
  }
}
