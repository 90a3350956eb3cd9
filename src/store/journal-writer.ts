import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { newJournalFile } from './journal-file.ts';
import type { JournalFile } from './journal-file.ts';

/** Opens a file that is appended to; tests put a full disk in its place. */
export type OpenFile = (file: string) => Promise<FileHandle>;

/** A file that is being written, and how many bytes of it are safe. */
export interface WrittenFile extends JournalFile {
  length: number;
}

/** Makes a file that must not exist yet, for its owner only. */
export const openNew: OpenFile = (file) => open(file, 'ax', 0o600);

/**
 * Appends to the newest file of a journal, and begins another when that is full or a write to it failed: what a failed write left behind is
 * so always at the end of a file, where reading stops.
 */
export class JournalWriter {
  readonly #folder: string;
  readonly #fileBytes: number;
  readonly #open: OpenFile;
  readonly #onFile: (file: WrittenFile) => void;
  #nextOrdinal: number;
  #active: { readonly file: WrittenFile; readonly handle: FileHandle } | undefined;

  constructor(options: {
    readonly folder: string;
    readonly nextOrdinal: number;
    readonly fileBytes: number;
    readonly open: OpenFile;
    /** A file holds its first lines now. */
    readonly onFile: (file: WrittenFile) => void;
  }) {
    this.#folder = options.folder;
    this.#nextOrdinal = options.nextOrdinal;
    this.#fileBytes = options.fileBytes;
    this.#open = options.open;
    this.#onFile = options.onFile;
  }

  /** The file that the next lines go to, unless it is full. */
  get active(): JournalFile | undefined {
    return this.#active?.file;
  }

  /** Writes whole lines; resolves when they would survive the loss of power. Rejects with the error of the disk, and may be called again. */
  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    if (this.#active !== undefined && this.#active.file.length >= this.#fileBytes) await this.end();
    const { file, handle } = this.#active ?? (await this.#begin());
    try {
      await handle.appendFile(bytes);
      await handle.datasync();
    } catch (error) {
      await this.#giveUp(file, handle);
      throw error;
    }
    const isNew = file.length === 0;
    file.length += bytes.length;
    if (isNew) this.#onFile(file);
  }

  /** Ends the newest file; the next lines begin another. */
  async end(): Promise<void> {
    const handle = this.#active?.handle;
    this.#active = undefined;
    await handle?.close();
  }

  async #begin(): Promise<{ readonly file: WrittenFile; readonly handle: FileHandle }> {
    const file = { ...newJournalFile(this.#folder, this.#nextOrdinal), length: 0 };
    const handle = await this.#open(file.path);
    this.#nextOrdinal += 1;
    this.#active = { file, handle };
    await syncFolder(this.#folder);
    return this.#active;
  }

  async #giveUp(file: WrittenFile, handle: FileHandle): Promise<void> {
    this.#active = undefined;
    // What of it reached the disk was not acknowledged; if it can't be taken away it is read as a write that was cut off.
    await handle.truncate(file.length).catch(() => undefined);
    await handle.close().catch(() => undefined);
    if (file.length === 0) await rm(file.path, { force: true }).catch(() => undefined);
  }
}

/** A new name in a folder survives the loss of power only when the folder is written down too. */
async function syncFolder(folder: string): Promise<void> {
  // Windows can't open a folder, and needs no such thing.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
