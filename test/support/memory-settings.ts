import type { GuildSettings, SettingsStore } from '../../src/radio/index.ts';

/** Settings of guilds in memory; `away` makes every call fail, as a database that can't be reached. */
export class MemorySettings implements SettingsStore {
  readonly stored = new Map<string, GuildSettings>();
  away = false;

  async load(guildId: string): Promise<GuildSettings | undefined> {
    await this.#reach();
    return this.stored.get(guildId);
  }

  async save(guildId: string, settings: GuildSettings): Promise<void> {
    await this.#reach();
    this.stored.set(guildId, settings);
  }

  #reach(): Promise<void> {
    return this.away ? Promise.reject(new Error('the database is away')) : Promise.resolve();
  }
}
