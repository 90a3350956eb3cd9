import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Aside } from './journal-aside.ts';
import { readStretch, replaceLines } from './journal-file.ts';
import type { JournalFile } from './journal-file.ts';
import { encodeLine } from './journal-line.ts';
import { recover } from './journal-recovery.ts';
import { JournalWriter, openNew } from './journal-writer.ts';
import type { OpenFile, WrittenFile } from './journal-writer.ts';
import type { StoreLog } from './log.ts';
import { StoreError } from './store-error.ts';

/** What comes next out of a journal: lines of one file, in order. */
export interface JournalBatch {
  readonly fileId: string;
  readonly entries: readonly { readonly line: number; readonly value: unknown }[];
  /** How many lines of the file are done with when these are. */
  readonly lines: number;
  /** Where the next batch begins, in bytes. */
  readonly end: number;
}

export interface JournalOptions {
  readonly folder: string;
  readonly log: StoreLog;
  /** Called for each value that an earlier process left, oldest first. */
  readonly onFound?: (value: unknown) => void;
  /** A file is about this large at most. */
  readonly fileBytes?: number;
  /** The journal takes nothing that may be dropped when it has grown to this, and nothing at all a tenth later. */
  readonly totalBytes?: number;
  /** What may be dropped waits in memory while the disk is full: so many at most. */
  readonly waitingLimit?: number;
  readonly open?: OpenFile;
}

const FILE_BYTES = 4_000_000;
/** A busy hall of 200 rooms writes some 40 MB a day: three weeks without a database. */
const TOTAL_BYTES = 1_000_000_000;
const WAITING_LIMIT = 10_000;
const BATCH_BYTES = 1_000_000;
const RETRY_MILLISECONDS = 5_000;

interface Waiting {
  readonly text: string;
  /** Undefined for what is written when it can be. */
  readonly acknowledge: { readonly resolve: () => void; readonly reject: (error: StoreError) => void } | undefined;
}

/**
 * A durable queue in a folder: values go in at one end, are safe on the disk when that is acknowledged, and stay until they are done with.
 * Hold the data folder's lock.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #writer: JournalWriter;
  readonly #aside: Aside;
  /** Oldest first; the last may still be written to. */
  readonly #files: WrittenFile[];
  readonly #waiting: Waiting[] = [];
  /** Where reading stands in the oldest file. */
  #read = { byte: 0, line: 0 };
  #entries: number;
  #underWay = 0;
  #bytes: number;
  #writing: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #fault: string | undefined;
  #dropped = 0;
  #isClosed = false;
  #changed = Promise.withResolvers<void>();

  private constructor(options: JournalOptions, found: { readonly files: WrittenFile[]; readonly entries: number }) {
    this.#options = options;
    this.#files = found.files;
    this.#entries = found.entries;
    this.#aside = new Aside(path.join(options.folder, 'refused.jsonl'));
    this.#bytes = found.files.reduce((sum, file) => sum + file.length, 0);
    this.#writer = new JournalWriter({
      folder: options.folder,
      nextOrdinal: (found.files.at(-1)?.ordinal ?? 0) + 1,
      fileBytes: options.fileBytes ?? FILE_BYTES,
      open: options.open ?? openNew,
      onFile: (file) => this.#files.push(file),
    });
  }

  /** Opens the journal of a folder, or makes it. Throws a StoreError when the folder can't be used. */
  static async open(options: JournalOptions): Promise<Journal> {
    try {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      return new Journal(options, await recover(options));
    } catch (error) {
      throw new StoreError(
        `The journal in ${options.folder} can't be opened (${(error as Error).message}). Mend that, or set RAINDIAL_DATA ` +
          'to another folder.',
        { cause: error },
      );
    }
  }

  /** How many values are not done with, on the disk and in memory. */
  get pending(): number {
    return this.#entries + this.#underWay + this.#waiting.length;
  }

  /** Why nothing can be written now, as a phrase; undefined when all is well. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Resolves when there may be more to read. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  /** Resolves when the value would survive the loss of power; rejects with a StoreError when it can't be written now. */
  commit(value: unknown): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.#isClosed) reject(new StoreError('The store is closed.'));
    else if (this.#bytes >= 1.1 * this.#totalBytes) reject(refusal('the journal has reached its limit'));
    else this.#add({ text: encodeLine(value), acknowledge: { resolve, reject } });
    return promise;
  }

  /** Takes a value that is written as soon as it can be; it waits in memory while the disk is full. */
  write(value: unknown): void {
    if (this.#isClosed) this.#drop('the store is closed');
    else if (this.#bytes >= this.#totalBytes) this.#drop('the journal has reached its limit');
    else this.#add({ text: encodeLine(value), acknowledge: undefined });
  }

  /** The oldest values that are not done with; undefined when there are none. Gives the same again until they are done with. */
  async next(): Promise<JournalBatch | undefined> {
    for (;;) {
      const [file] = this.#files;
      if (file === undefined) return undefined;
      if (this.#read.byte >= file.length) {
        if (this.#isBeingWritten(file)) return undefined;
        await this.#remove(file);
        continue;
      }
      const { lines, end } = await readStretch(file, { ...this.#read, bytes: BATCH_BYTES, limit: file.length });
      const entries = lines.flatMap(({ number, content }) =>
        content === undefined ? [] : [{ line: number, value: content.value }],
      );
      return { fileId: file.id, entries, lines: this.#read.line + lines.length, end };
    }
  }

  /** The values of a batch up to some line are stored elsewhere, and never come again in this process. */
  done(batch: JournalBatch): void {
    if (batch.fileId !== this.#files[0]?.id) return;
    this.#entries -= batch.entries.length;
    this.#read = { byte: batch.end, line: batch.lines };
  }

  /** Puts a value that can't be used aside, for a person to look at. */
  setAside(value: unknown): Promise<void> {
    return this.#aside.add(value);
  }

  /**
   * Puts other values, which must not be longer as JSON, in the place of those on the disk that are not done with, and of those that were put
   * aside; a value that stays is given back as it is. What is just being taken out is not called back.
   */
  async replace(change: (value: unknown) => unknown): Promise<void> {
    await this.#writing;
    for (const file of [...this.#files]) await replaceLines(file, file.length, change);
    await this.#aside.replace(change);
  }

  /** Resolves when nothing waits in memory, or the disk does not take it. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** Writes what waits in memory. What is on the disk stays for the next process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#writing;
    if (this.#waiting.length > 0) await this.#writeWaiting();
    if (this.#waiting.length > 0) {
      const problem = `${this.#waiting.length} writes could not be kept when the store closed: ${this.#fault ?? ''}.`;
      this.#options.log.error(problem);
    }
    await this.#writer.end();
    const [file] = this.#files;
    if (file !== undefined && this.#files.length === 1 && this.#read.byte >= file.length) await this.#remove(file);
    this.#tell();
  }

  get #totalBytes(): number {
    return this.#options.totalBytes ?? TOTAL_BYTES;
  }

  #isBeingWritten(file: JournalFile): boolean {
    return this.#writer.active?.id === file.id;
  }

  async #remove(file: WrittenFile): Promise<void> {
    await rm(file.path, { force: true });
    this.#files.shift();
    this.#bytes -= file.length;
    this.#read = { byte: 0, line: 0 };
  }

  #add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bound();
    if (waiting.acknowledge !== undefined || this.#fault === undefined) this.#kick();
  }

  #kick(): void {
    this.#writing ??= this.#writeWaiting();
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, 5_000);
      const text = batch.map((waiting) => waiting.text).join('');
      this.#underWay = batch.length;
      try {
        await this.#writer.append(text);
      } catch (error) {
        this.#underWay = 0;
        this.#fail(batch, error as NodeJS.ErrnoException);
        break;
      }
      this.#bytes += Buffer.byteLength(text);
      this.#entries += batch.length;
      this.#underWay = 0;
      this.#recovered();
      for (const { acknowledge } of batch) acknowledge?.resolve();
      this.#tell();
    }
    // In the same breath as the look at what waits: a value that came between would wait for ever.
    this.#writing = undefined;
  }

  #fail(batch: readonly Waiting[], error: NodeJS.ErrnoException): void {
    const problem = REASONS[error.code ?? ''] ?? error.message;
    if (this.#fault === undefined) {
      this.#options.log.error(
        `The journal in ${this.#options.folder} can't be written: ${problem}. The radio plays on; ratings are refused, and what was ` +
          'played waits in memory. Mend that, and it goes on by itself.',
      );
    }
    this.#fault = problem;
    const all = [...batch, ...this.#waiting.splice(0)];
    this.#waiting.push(...all.filter(({ acknowledge }) => acknowledge === undefined));
    for (const { acknowledge } of all) acknowledge?.reject(refusal(problem, error));
    this.#bound();
    clearTimeout(this.#retry);
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => this.#kick(), RETRY_MILLISECONDS);
    this.#retry.unref();
  }

  #recovered(): void {
    if (this.#fault === undefined) return;
    this.#fault = undefined;
    clearTimeout(this.#retry);
    this.#options.log.info('The journal can be written again.');
  }

  #bound(): void {
    while (this.#waiting.length > (this.#options.waitingLimit ?? WAITING_LIMIT)) {
      const oldest = this.#waiting.findIndex(({ acknowledge }) => acknowledge === undefined);
      if (oldest < 0) return;
      this.#waiting.splice(oldest, 1);
      this.#drop('the disk is full, and too much waits in memory');
    }
  }

  #drop(why: string): void {
    this.#dropped += 1;
    // The 1st, 10th, 100th... : this must not fill the log.
    if (Number.isInteger(Math.log10(this.#dropped)))
      this.#options.log.error(`What was played is not kept (${this.#dropped} writes lost so far): ${why}.`);
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full',
  EDQUOT: "its user's share of the disk is used up",
  EFBIG: 'a file may not grow so large here',
  EROFS: 'its disk is read-only',
  EACCES: 'permission is denied',
  EIO: 'its disk fails',
};

function refusal(problem: string, cause?: unknown): StoreError {
  return new StoreError(`Your rating could not be stored (${problem}); please try again later.`, { cause });
}
