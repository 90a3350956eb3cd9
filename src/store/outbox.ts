import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database.ts';
import { asEntry, describeEntry } from './entry.ts';
import type { Entry } from './entry.ts';
import { takeEntries } from './intake/take.ts';
import type { Journal, JournalBatch } from './journal.ts';
import type { StoreLog } from './log.ts';

/** Entries are taken into the database so many at a time at most; fewer when a slow database does not manage. */
const MOST_ENTRIES = 8_192;

const RETRY_MILLISECONDS = 2_000;

type Line = { readonly line: number; readonly entry: Entry };

/**
 * Takes what the journal holds into the database, in order, whenever there is one. What the database will never take is put aside, so that
 * it does not hold up the rest.
 */
export class Outbox {
  readonly #journal: Journal;
  readonly #database: Pick<Database, 'run' | 'state'>;
  readonly #log: StoreLog;
  readonly #onTaken: (entry: Entry) => void;
  readonly #closing = Promise.withResolvers<'closing'>();
  readonly #draining: Promise<void>;
  #isClosing = false;
  #atOnce = MOST_ENTRIES;
  #refused = 0;
  #trouble: string | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(options: {
    readonly journal: Journal;
    readonly database: Pick<Database, 'run' | 'state'>;
    readonly log: StoreLog;
    /** An entry is in the database now, or will never be. */
    readonly onTaken: (entry: Entry) => void;
  }) {
    this.#journal = options.journal;
    this.#database = options.database;
    this.#log = options.log;
    this.#onTaken = options.onTaken;
    this.#draining = this.#drain();
  }

  /** How many writes are not in the database yet. */
  get pending(): number {
    return this.#journal.pending;
  }

  /** Resolves when nothing waits, or when the signal aborts; tells whether nothing waits. */
  async drained(signal: AbortSignal): Promise<boolean> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    while (this.pending > 0 && !signal.aborted) await Promise.race([this.#changed.promise, aborted]);
    return this.pending === 0;
  }

  /** Stops; resolves when nothing is under way. Close the database first, or this waits for it. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#closing.resolve('closing');
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (!this.#isClosing) {
      // Asked for before looking: what comes between is not missed.
      const { changed } = this.#journal;
      try {
        const batch = await this.#journal.next();
        if (batch === undefined) await Promise.race([changed, this.#closing.promise]);
        else if (!(await this.#take(batch))) return;
        this.#trouble = undefined;
      } catch (error) {
        await this.#waitAfter((error as Error).message);
      }
      this.#changed.resolve();
      this.#changed = Promise.withResolvers<void>();
    }
  }

  /** The disk of the journal fails: that is said once, and tried again in a while. */
  async #waitAfter(trouble: string): Promise<void> {
    if (this.#trouble !== trouble)
      this.#log.error(`The journal can't be worked on: ${trouble}. What it holds is kept, and it is tried again.`);
    this.#trouble = trouble;
    const clock = new AbortController();
    const pause = sleep(RETRY_MILLISECONDS, undefined, { signal: clock.signal }).catch(() => undefined);
    await Promise.race([pause, this.#closing.promise]);
    clock.abort();
  }

  /** False when the database is not to be had any more in this process. */
  async #take(batch: JournalBatch): Promise<boolean> {
    const entries: Line[] = [];
    for (const { line, value } of batch.entries) {
      const entry = asEntry(value);
      if (entry === undefined) await this.#refuse(value, 'An entry', 'this version does not know its kind');
      else entries.push({ line, entry });
    }
    for (let from = 0; from < entries.length;) {
      const taken = await this.#takeSome(batch.fileId, entries.slice(from, from + MOST_ENTRIES));
      if (taken === undefined) return false;
      from += taken;
    }
    this.#journal.done(batch);
    for (const { entry } of entries) this.#onTaken(entry);
    return true;
  }

  /** Takes the first of the entries; resolves to how many are done with, or to undefined when there will be no database any more. */
  async #takeSome(fileId: string, entries: readonly Line[]): Promise<number | undefined> {
    let tried: readonly Line[] = [];
    try {
      await this.#database.run(async (prisma) => {
        tried = entries.slice(0, this.#atOnce);
        // Unless all goes well, less is tried the next time.
        this.#atOnce = Math.max(1, Math.floor(tried.length / 2));
        await takeEntries(prisma, { fileId, entries: tried, lines: (tried.at(-1)?.line ?? 0) + 1 });
        this.#atOnce = Math.min(MOST_ENTRIES, tried.length * 4);
      });
      return tried.length;
    } catch (error) {
      const { kind } = this.#database.state;
      if (kind === 'closed' || kind === 'refused') return undefined;
      const [only, ...others] = tried;
      // One of them is bad: they are tried singly up to that one.
      this.#atOnce = 1;
      if (only === undefined || others.length > 0) return 0;
      await this.#refuse(only.entry, describeEntry(only.entry), (error as Error).message);
      return 1;
    }
  }

  async #refuse(value: unknown, what: string, why: string): Promise<void> {
    await this.#journal.setAside(value);
    this.#refused += 1;
    // The 1st, 10th, 100th... : a database that refuses everything must not fill the log.
    if (Number.isInteger(Math.log10(this.#refused)))
      this.#log.error(`${what} was not stored, and put aside in refused.jsonl (${this.#refused} so far): ${why}`);
  }
}
