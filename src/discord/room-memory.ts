import type { Room, RoomStore, Log } from '../radio/index.ts';
import { keepTrying } from './keep-trying.ts';
import { errorText } from './error-text.ts';

/** What a {@link RoomMemory} works with. */
export interface RoomMemoryOptions {
  readonly store: RoomStore;
  readonly log: Log;
  /** Milliseconds to wait after a failed attempt. */
  readonly delay: (attempt: number) => number;
}

/**
 * Remembers rooms in a store that may be away: nothing here waits for the store or fails with it. What can't be written is
 * written later, and only a guild's latest wish is.
 */
export class RoomMemory {
  readonly #options: RoomMemoryOptions;
  readonly #ending = new AbortController();
  /** By guild: the room to remember, or undefined to forget. */
  readonly #wishes = new Map<string, Room | undefined>();
  #writing: Promise<void> | undefined;

  constructor(options: RoomMemoryOptions) {
    this.#options = options;
  }

  remember(room: Room): void {
    this.#wish(room.guildId, room);
  }

  forget(guildId: string): void {
    this.#wish(guildId, undefined);
  }

  /** The rooms of before, as soon as the store can tell; nothing when the signal or the memory's end comes first. */
  async recall(signal: AbortSignal): Promise<readonly Room[]> {
    const rooms = await keepTrying(() => this.#options.store.rooms(), {
      delay: this.#options.delay,
      signal: AbortSignal.any([signal, this.#ending.signal]),
      onFailure: (error, wait) => this.#complain('The rooms to rejoin could not be read', error, wait),
    });
    return rooms ?? [];
  }

  /** Ends the trying, and waits for the write that runs. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#writing;
  }

  #wish(guildId: string, room: Room | undefined): void {
    this.#wishes.set(guildId, room);
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    try {
      await this.#writeWishes();
    } finally {
      this.#writing = undefined;
    }
  }

  async #writeWishes(): Promise<void> {
    for (let wish = this.#nextWish(); wish !== undefined; wish = this.#nextWish()) {
      const [guildId, room] = wish;
      const written = await keepTrying(
        async () => {
          const latest = this.#wishes.get(guildId);
          await (latest === undefined ? this.#options.store.forget(guildId) : this.#options.store.remember(latest));
          return { latest };
        },
        {
          delay: this.#options.delay,
          signal: this.#ending.signal,
          onFailure: (error, wait) =>
            this.#complain(
              `That the radio ${room ? 'plays in' : 'left'} guild ${guildId} could not be stored`,
              error,
              wait,
            ),
        },
      );
      if (written === undefined) return;
      if (this.#wishes.get(guildId) === written.latest) this.#wishes.delete(guildId);
    }
  }

  #nextWish(): [string, Room | undefined] | undefined {
    return this.#wishes.entries().next().value;
  }

  #complain(what: string, error: unknown, wait: number): void {
    this.#options.log.warn({ problem: errorText(error) }, `${what}; trying again in ${Math.ceil(wait / 1000)} s.`);
  }
}
