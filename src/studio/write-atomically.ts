import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from './studio-error.ts';

/** Ending of files that are still being written. */
export const UNFINISHED = '.unfinished';

/** What writing needs of an open file. */
export type WritableFile = Pick<FileHandle, 'writeFile' | 'sync' | 'close'>;

/**
 * Writes a file so that its name never shows anything but the whole of it, even after a kill or a power cut: beside it first, then
 * renamed. Bytes in pieces are not joined. Makes the folder when there is none. Throws a StudioError that says why when the disk is full or the folder can't be
 * written to, and leaves nothing behind. `openFile` is how files are opened: node's own unless a test fills the disk.
 */
export async function writeAtomically(
  file: string,
  bytes: Uint8Array | readonly Uint8Array[],
  openFile: (path: string, flags: string) => Promise<WritableFile> = open,
): Promise<void> {
  const unfinished = `${file}.${randomUUID()}${UNFINISHED}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await openFile(unfinished, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (cause) {
    // Only tidying up: the fault below is the one to report.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new StudioError(explain(file, cause), { cause });
  }
}

function explain(file: string, cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  const folder = path.dirname(file);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `the disk is full: ${folder} has no room for ${path.basename(file)}`;
  return `can't write to ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`;
}
