import { randomUUID } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { decodeLine, encodeLineOf } from './journal-line.ts';

/** One file of a journal. Its id is its own for ever, also in a copy of the folder: the database notes by it what it has taken. */
export interface JournalFile {
  readonly path: string;
  /** A UUID. */
  readonly id: string;
  /** Files are read in the order of these. */
  readonly ordinal: number;
}

/** A line of a journal file; `value` is undefined when the line is damaged. */
export interface JournalLine {
  /** Counted from 0. */
  readonly number: number;
  readonly content: { readonly value: unknown } | undefined;
}

/** Lines that lie one after another in a file. */
export interface Stretch {
  readonly lines: readonly JournalLine[];
  /** Where the next one begins, in bytes. */
  readonly end: number;
}

const NAME = /^(\d{10})-([0-9a-f-]{36})\.journal$/;

/** A new file's name and id; it is not made yet. */
export function newJournalFile(folder: string, ordinal: number): JournalFile {
  const id = randomUUID();
  return { path: path.join(folder, `${String(ordinal).padStart(10, '0')}-${id}.journal`), id, ordinal };
}

/** The files of a journal's folder, oldest first. */
export async function journalFiles(folder: string): Promise<readonly JournalFile[]> {
  const names = (await readdir(folder)).sort();
  return names.flatMap((name) => {
    const [, ordinal, id] = NAME.exec(name) ?? [];
    return ordinal === undefined || id === undefined
      ? []
      : [{ path: path.join(folder, name), id, ordinal: Number(ordinal) }];
  });
}

/**
 * Reads whole lines from a byte on: at least one, else about as much as `bytes`, and nothing beyond `limit`. What follows the last newline
 * is a write that was cut off, or one that is under way, and no line yet.
 */
export async function readStretch(
  file: JournalFile,
  from: { readonly byte: number; readonly line: number; readonly bytes: number; readonly limit: number },
): Promise<Stretch> {
  const handle = await open(file.path, 'r');
  try {
    for (let size = from.bytes; ; size *= 2) {
      const wanted = Math.max(0, Math.min(size, from.limit - from.byte));
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, from.byte);
      const whole = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      if (whole === 0 && bytesRead === size) continue;
      const texts = buffer.toString('utf8', 0, whole).split('\n').slice(0, -1);
      const lines = texts.map((text, index) => ({ number: from.line + index, content: decodeLine(text) }));
      return { lines, end: from.byte + whole };
    }
  } finally {
    await handle.close();
  }
}

/**
 * Overwrites values of a file, up to a byte, by others that are no longer as JSON: each line keeps its place and its length, so that whoever
 * reads the file meanwhile finds one or the other. Does nothing when the file is gone.
 */
export async function replaceLines(
  file: JournalFile,
  limit: number,
  change: (value: unknown) => unknown,
): Promise<void> {
  const handle = await open(file.path, 'r+').catch(ignoreGone);
  if (handle === undefined) return;
  try {
    const { buffer } = await handle.read(Buffer.alloc(limit), 0, limit, 0);
    for (let start = 0, end = buffer.indexOf(0x0a); end >= 0; start = end + 1, end = buffer.indexOf(0x0a, start)) {
      const content = decodeLine(buffer.toString('utf8', start, end));
      if (content === undefined) continue;
      const changed = change(content.value);
      if (changed !== content.value) await handle.write(encodeLineOf(end + 1 - start, changed), start);
    }
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function ignoreGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
