/** What {@link EmptyRooms} works with. */
export interface EmptyRoomsOptions {
  /** Milliseconds for which nobody must have listened. */
  readonly after: number;
  /** Whether the radio is in a guild's room and nobody listens there. */
  readonly isEmpty: (guildId: string) => boolean;
  /** Whether the radio is to stay there nevertheless. */
  readonly stays: (guildId: string) => boolean;
  readonly leave: (guildId: string) => void;
}

/** Leaves the rooms in which nobody has listened for long, in the guilds that want that. */
export class EmptyRooms {
  readonly #options: EmptyRoomsOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(options: EmptyRoomsOptions) {
    this.#options = options;
  }

  /** To be called whenever somebody came or went. */
  look(guildId: string): void {
    if (!this.#options.isEmpty(guildId)) {
      clearTimeout(this.#timers.get(guildId));
      this.#timers.delete(guildId);
    } else if (!this.#timers.has(guildId)) {
      this.#timers.set(
        guildId,
        setTimeout(() => this.#over(guildId), this.#options.after),
      );
    }
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Where the radio is to stay, the guild may change its mind while the room is still empty. */
  #over(guildId: string): void {
    this.#timers.delete(guildId);
    if (!this.#options.isEmpty(guildId)) return;
    if (this.#options.stays(guildId)) this.look(guildId);
    else this.#options.leave(guildId);
  }
}
