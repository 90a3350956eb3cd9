import type { Room, RoomStore, Log } from '../radio/index.ts';
import { keepTrying } from './keep-trying.ts';
import { errorText } from './error-text.ts';
import type { RoomFile } from './room-file.ts';

/** What a {@link RoomMemory} works with. */
export interface RoomMemoryOptions {
  readonly store: RoomStore;
  /** Knows the rooms at once after a restart; without it they are known as soon as the store can tell. */
  readonly file?: RoomFile | undefined;
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
  /** By guild: the rooms as far as they are known. */
  readonly #rooms = new Map<string, Room>();
  /** Guilds of which something was wished since the start: what the store told before is old. */
  readonly #touched = new Set<string>();
  #writing: Promise<void> | undefined;

  constructor(options: RoomMemoryOptions) {
    this.#options = options;
    const { rooms, pending } = options.file?.read() ?? { rooms: [], pending: [] };
    for (const room of rooms) this.#rooms.set(room.guildId, room);
    for (const guildId of pending) this.#wish(guildId, this.#rooms.get(guildId));
  }

  /** The rooms of before as far as they are known without the store. */
  recallAtOnce(): readonly Room[] {
    return [...this.#rooms.values()];
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
    if (rooms === undefined) return [];
    const known = new Set(rooms.map(({ guildId }) => guildId));
    // The file was written first: what the store has not heard of, it hears now.
    for (const room of this.recallAtOnce()) if (!known.has(room.guildId)) this.remember(room);
    const recalled = rooms.filter(({ guildId }) => !this.#touched.has(guildId));
    for (const room of recalled) this.#rooms.set(room.guildId, this.#rooms.get(room.guildId) ?? room);
    this.#writeFile();
    return recalled;
  }

  /** Ends the trying, and waits for the writes that run. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#writing;
    await this.#options.file?.written();
  }

  #wish(guildId: string, room: Room | undefined): void {
    this.#wishes.set(guildId, room);
    this.#touched.add(guildId);
    if (room === undefined) this.#rooms.delete(guildId);
    else this.#rooms.set(guildId, room);
    this.#writeFile();
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
          // The file first: a process that is killed in between must not come back on an older wish.
          await this.#options.file?.written();
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
      this.#writeFile();
    }
  }

  #writeFile(): void {
    this.#options.file?.write({ rooms: this.recallAtOnce(), pending: [...this.#wishes.keys()] });
  }

  #nextWish(): [string, Room | undefined] | undefined {
    return this.#wishes.entries().next().value;
  }

  #complain(what: string, error: unknown, wait: number): void {
    this.#options.log.warn({ problem: errorText(error) }, `${what}; trying again in ${Math.ceil(wait / 1000)} s.`);
  }
}
