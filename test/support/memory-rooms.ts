import type { Room, RoomStore } from '../../src/radio/index.ts';

/** Rooms in memory; `away` makes every call fail, as a database that can't be reached. */
export class MemoryRooms implements RoomStore {
  readonly stored = new Map<string, Room>();
  away = false;

  async rooms(): Promise<readonly Room[]> {
    await this.#reach();
    return [...this.stored.values()];
  }

  async remember(room: Room): Promise<void> {
    await this.#reach();
    this.stored.set(room.guildId, room);
  }

  async forget(guildId: string): Promise<void> {
    await this.#reach();
    this.stored.delete(guildId);
  }

  #reach(): Promise<void> {
    return this.away ? Promise.reject(new Error('the database is away')) : Promise.resolve();
  }
}
