import type { Airwave } from './airwave.ts';
import type { Listener } from './front-desk.ts';

/** What {@link RoomAir} works with. */
export interface RoomAirOptions {
  readonly common: Airwave;
  /** Makes an airwave for the room that begins as another does, or from nothing; it is not on air yet. */
  readonly open: (like: Airwave | undefined) => Airwave;
  /** Takes an airwave of the room's off the air. */
  readonly close: (own: Airwave) => void;
}

/** Which airwave a room's listeners hear: the common one, or the room's own. Whoever changes it does so between two packets, so that none is missed or heard twice. */
export class RoomAir {
  readonly #options: RoomAirOptions;
  /** With what ends the delivery to each. */
  readonly #listeners = new Map<Listener, () => void>();
  #own: Airwave | undefined;

  constructor(options: RoomAirOptions) {
    this.#options = options;
  }

  /** What the room hears. */
  get airwave(): Airwave {
    return this.#own ?? this.#options.common;
  }

  /** The room's own, when it has one now. */
  get own(): Airwave | undefined {
    return this.#own;
  }

  /** Connections that are tuned in. */
  get connections(): number {
    return this.#listeners.size;
  }

  /** Adds a listener from the next packet on; the returned function removes it. */
  tune(listener: Listener, options: { readonly recent?: number } = {}): () => void {
    this.#listeners.set(listener, this.airwave.broadcast.tune(listener, options));
    return () => {
      this.#listeners.get(listener)?.();
      this.#listeners.delete(listener);
    };
  }

  /** From now on the room has an airwave of its own; `like`: what it begins as, when it has none yet. */
  toOwn(like: Airwave | undefined): Airwave {
    if (this.#own !== undefined) return this.#own;
    const own = this.#options.open(like);
    this.#move(own);
    this.#own = own;
    own.start();
    return own;
  }

  /** From now on the room hears what all others do. */
  toCommon(): void {
    const own = this.#own;
    if (own === undefined) return;
    this.#move(this.#options.common);
    this.#own = undefined;
    this.#options.close(own);
  }

  #move(to: Airwave): void {
    for (const [listener, leave] of this.#listeners) {
      leave();
      this.#listeners.set(listener, to.broadcast.tune(listener));
    }
  }
}
