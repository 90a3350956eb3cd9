import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
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
  #next: RoomFileContent | undefined;
  #writing: Promise<void> | undefined;

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

  /** Without waiting for the disk, whatever many rooms change at once: of what comes while one is written, the latest is written next. */
  write(now: RoomFileContent): void {
    this.#next = now;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all is written that was to be; a process that is killed then has it. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      try {
        await writeFile(`${this.#path}.new`, JSON.stringify(next));
        await rename(`${this.#path}.new`, this.#path);
      } catch (error) {
        this.#complain(error);
      }
    }
    this.#writing = undefined;
  }

  #takeNext(): RoomFileContent | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
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
