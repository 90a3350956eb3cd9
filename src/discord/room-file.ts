import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Log, Room } from '../radio/index.ts';
import { errorText } from './error-text.ts';

const room = z.object({ guildId: z.string(), channelId: z.string() });

const content = z.object({
  /** Where the radio is to play. */
  rooms: z.array(room),
  /** Guilds whose latest wish the store has not heard of yet. */
  pending: z.array(z.string()),
});

/** What a {@link RoomFile} holds. */
export interface RoomFileContent {
  readonly rooms: readonly Room[];
  readonly pending: readonly string[];
}

/**
 * The rooms in a small file of the data folder, so that after a restart the radio need not wait for its database, which takes
 * seconds to open and may be away. Never throws: what can't be read is as good as nothing, and the store knows too.
 */
export class RoomFile {
  readonly #path: string;
  readonly #log: Log;
  #hasComplained = false;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  read(): RoomFileContent {
    try {
      return content.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (error) {
      const isNew = error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
      if (!isNew) this.#complain(error);
      return { rooms: [], pending: [] };
    }
  }

  /** At once: a process that is killed right afterwards has written it. */
  write(now: RoomFileContent): void {
    try {
      writeFileSync(`${this.#path}.new`, JSON.stringify(now));
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    this.#log.warn(
      { problem: errorText(error) },
      `${this.#path} can't be used; the rooms are known from the database alone.`,
    );
  }
}
