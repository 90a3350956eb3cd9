import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Room } from '../radio/index.ts';
import type { Entry } from './entry.ts';
import type { StoreLog } from './log.ts';

/** A guild as it was stored. */
export interface GuildRecord {
  readonly channelId: string | null;
  /** Not read yet by this version's rules; undefined when the guild has set nothing. */
  readonly settings?: unknown;
}

interface Remembered {
  channelId?: string | null;
  settings?: unknown;
}

/** A change is written to the copy so much later, together with those that come meanwhile: the journal has it at once. */
const SAVE_MILLISECONDS = 1_000;

/**
 * What is known of guilds. A change that was made here holds from that moment on; what the database says of other guilds comes later, or,
 * when it is away at the start, from the copy that the last process left.
 */
export class GuildMemory {
  readonly #file: string;
  readonly #log: StoreLog;
  /** Of the database, or of the copy. */
  #stored: ReadonlyMap<string, GuildRecord>;
  #isCopy: boolean;
  /** Changed here, and so newer than what is stored. */
  readonly #changed = new Map<string, Remembered>();
  #saving: NodeJS.Timeout | undefined;

  private constructor(file: string, log: StoreLog, copy: ReadonlyMap<string, GuildRecord> | undefined) {
    this.#file = file;
    this.#log = log;
    this.#stored = copy ?? new Map();
    this.#isCopy = copy !== undefined;
  }

  /** Reads the copy, if there is one. */
  static async open(file: string, log: StoreLog): Promise<GuildMemory> {
    return new GuildMemory(file, log, await readCopy(file));
  }

  /** Whether more is known than what was changed here: by the database, or by the copy that the last process left. */
  get isKnown(): boolean {
    return this.#isCopy || this.#stored.size > 0;
  }

  /** Takes a change in; other entries are passed over. */
  change(entry: Entry): void {
    if (entry.kind !== 'room' && entry.kind !== 'settings') return;
    const guild = this.#changed.get(entry.guildId) ?? {};
    if (entry.kind === 'room') guild.channelId = entry.channelId;
    else guild.settings = entry.settings;
    this.#changed.set(entry.guildId, guild);
    this.#saveSoon();
  }

  /** Takes in what the database knows. */
  learn(stored: ReadonlyMap<string, GuildRecord>): void {
    this.#stored = stored;
    this.#isCopy = false;
    this.#saveSoon();
  }

  rooms(): readonly Room[] {
    return [...this.#all()].flatMap(([guildId, { channelId }]): Room[] =>
      channelId === null ? [] : [{ guildId, channelId }],
    );
  }

  /** What a guild has set here; undefined when it has not been changed here. */
  changedSettings(guildId: string): unknown {
    return this.#changed.get(guildId)?.settings;
  }

  /** What a guild has set, as far as is known; undefined when nothing. */
  settings(guildId: string): unknown {
    return this.changedSettings(guildId) ?? this.#stored.get(guildId)?.settings;
  }

  /** Writes the copy. */
  async close(): Promise<void> {
    if (this.#saving === undefined) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    await this.#save();
  }

  #all(): ReadonlyMap<string, GuildRecord> {
    const all = new Map(this.#stored);
    for (const [guildId, { channelId, settings }] of this.#changed) {
      const before = all.get(guildId);
      all.set(guildId, {
        channelId: channelId === undefined ? (before?.channelId ?? null) : channelId,
        settings: settings ?? before?.settings,
      });
    }
    return all;
  }

  #saveSoon(): void {
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      void this.#save();
    }, SAVE_MILLISECONDS).unref();
  }

  async #save(): Promise<void> {
    const unfinished = `${this.#file}.${process.pid}.tmp`;
    try {
      await writeFile(unfinished, JSON.stringify([...this.#all()]), { mode: 0o600, flush: true });
      await rename(unfinished, this.#file);
    } catch (error) {
      this.#log.warn(
        `${this.#file} can't be written (${(error as Error).message}); it is a copy, and nothing is lost.`,
      );
    }
  }
}

async function readCopy(file: string): Promise<ReadonlyMap<string, GuildRecord> | undefined> {
  try {
    return new Map(JSON.parse(await readFile(file, 'utf8')) as readonly (readonly [string, GuildRecord])[]);
  } catch {
    // None yet, or one that is of no use: the database has it all.
    return undefined;
  }
}
