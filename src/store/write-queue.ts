import { setTimeout as sleep } from 'node:timers/promises';
import type { PrismaClient } from './client/client.ts';
import type { Database } from './database.ts';
import type { StoreLog } from './log.ts';
import { StoreError } from './store-error.ts';

/** Idempotent work on the database: it may be done twice when the connection breaks between doing and hearing of it. */
export type Write<T> = (prisma: PrismaClient) => Promise<T>;

interface Waiting {
  readonly what: string;
  /** Does the write; settles the promise of whoever asked. Resolves to undefined, or to why it was not done. */
  readonly perform: () => Promise<StoreError | undefined>;
  readonly drop: (error: StoreError) => void;
}

/** Writes that wait in memory for the database, done one after another in the order in which they were asked for. */
export class WriteQueue {
  readonly #database: Pick<Database, 'run'>;
  readonly #log: StoreLog;
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #performing: Promise<void> | undefined;
  #lost = 0;

  constructor(options: { readonly database: Pick<Database, 'run'>; readonly log: StoreLog; readonly limit: number }) {
    this.#database = options.database;
    this.#log = options.log;
    this.#limit = options.limit;
  }

  /** How many writes wait or are under way. */
  get pending(): number {
    return this.#waiting.length + (this.#performing === undefined ? 0 : 1);
  }

  /** How many writes were given up: dropped from a full queue, or refused by the database. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Queues a write. The promise settles when it is done or given up (with a StoreError), however long the database is away;
   * it may be left alone, since a write given up is logged here.
   */
  add<T>(what: string, write: Write<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    promise.catch(() => undefined);
    const perform = async (): Promise<StoreError | undefined> => {
      try {
        resolve(await this.#database.run(write));
        return undefined;
      } catch (cause) {
        const error = cause instanceof StoreError ? cause : new StoreError(`${what} was not stored.`, { cause });
        reject(error);
        return error;
      }
    };
    this.#waiting.push({ what, perform, drop: reject });
    if (this.#waiting.length > this.#limit) this.#dropOldest();
    this.#performing ??= this.#performAll();
    return promise;
  }

  /** Resolves when nothing waits, or after `milliseconds`; tells whether nothing waits. */
  async flush(milliseconds: number): Promise<boolean> {
    const clock = new AbortController();
    const over = sleep(milliseconds, undefined, { signal: clock.signal }).catch(() => undefined);
    await Promise.race([this.#performing, over]);
    clock.abort();
    return this.#performing === undefined;
  }

  /** Gives up what waits, with one line in the log: for the end of the process. */
  abandon(): void {
    const abandoned = this.#waiting.splice(0);
    if (abandoned.length === 0) return;
    this.#lost += abandoned.length;
    this.#log.error(`${abandoned.length} writes still waited for the database when the store closed; they are lost.`);
    for (const waiting of abandoned) waiting.drop(new StoreError('The store was closed before it was written.'));
  }

  async #performAll(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const error = await next.perform();
      if (error !== undefined) this.#lose(next.what, error.message);
    }
    this.#performing = undefined;
  }

  #dropOldest(): void {
    const oldest = this.#waiting.shift();
    if (oldest === undefined) return;
    const error = new StoreError('Too many writes wait for the database; the oldest was dropped.');
    oldest.drop(error);
    this.#lose(oldest.what, error.message);
  }

  #lose(what: string, why: string): void {
    this.#lost += 1;
    // The 1st, 10th, 100th... : a database that refuses everything must not fill the log.
    if (Number.isInteger(Math.log10(this.#lost)))
      this.#log.error(`${what} was not stored (${this.#lost} lost so far): ${why}`);
  }
}
