import type { Catalogue } from './front-desk.ts';
import { changeSettings, DEFAULT_SETTINGS, type GuildSettings, type SettingsChange } from './guild-settings.ts';
import type { Log } from './log.ts';
import type { SettingsStore } from './ports.ts';
import { radioError } from './problem.ts';
import { knownName } from './request.ts';

/** What {@link RoomSettings} works with. */
export interface RoomSettingsOptions {
  readonly guildId: string;
  /** Without it settings last as long as the process. */
  readonly store: SettingsStore | undefined;
  readonly catalogue: Catalogue;
  readonly log: Log;
  /** Other settings hold now. */
  readonly onChange: () => void;
}

/** A guild's settings: they hold at once, and are kept by the store. */
export class RoomSettings {
  readonly #options: RoomSettingsOptions;
  #now: GuildSettings = DEFAULT_SETTINGS;
  #isLoaded: boolean;
  #loading: Promise<void> | undefined;

  constructor(options: RoomSettingsOptions) {
    this.#options = options;
    this.#isLoaded = options.store === undefined;
  }

  get now(): GuildSettings {
    return this.#now;
  }

  /** Reads what is stored, unless it was read before; resolves when that is over, whether it could be read or not. */
  load(): Promise<void> {
    if (this.#isLoaded) return Promise.resolve();
    this.#loading ??= this.#read().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** As `GuildDesk.change`. */
  async change(change: SettingsChange): Promise<GuildSettings> {
    await this.load();
    if (!this.#isLoaded) throw radioError({ kind: 'settings-not-read' });
    const { store, guildId } = this.#options;
    const next = changeSettings(this.#now, this.#spelt(change));
    this.#now = next;
    this.#options.onChange();
    try {
      await store?.save(guildId, next);
    } catch (cause) {
      throw radioError({ kind: 'settings-not-stored' }, { cause });
    }
    return next;
  }

  async #read(): Promise<void> {
    const { store, guildId, log } = this.#options;
    try {
      const stored = await store?.load(guildId);
      this.#isLoaded = true;
      if (stored === undefined) return;
      this.#now = stored;
      this.#options.onChange();
    } catch (error) {
      log.warn({ err: error, guildId }, "A guild's settings could not be read; trying again in a minute");
    }
  }

  /** Names as the catalogue spells them; throws a RadioError for one that is not there. */
  #spelt(change: SettingsChange): SettingsChange {
    const { styles, moods } = this.#options.catalogue;
    const style = (name: string) => knownName('style', name, styles);
    const mood = (name: string) => knownName('mood', name, moods);
    const both = <Named extends { readonly style?: string; readonly mood?: string }>(named: Named): Named => ({
      ...named,
      ...(named.style === undefined ? {} : { style: style(named.style) }),
      ...(named.mood === undefined ? {} : { mood: mood(named.mood) }),
    });
    return {
      ...change,
      ...(change.styles === undefined ? {} : { styles: change.styles.map(style) }),
      ...(change.mood === undefined ? {} : { mood: mood(change.mood) }),
      ...(change.schedule === undefined ? {} : { schedule: change.schedule.map(both) }),
      ...(change.requests === undefined
        ? {}
        : { requests: { ...change.requests, styles: change.requests.styles.map(style) } }),
    };
  }
}
