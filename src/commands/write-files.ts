import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writingFailed } from '../radio/index.ts';

type Bytes = Uint8Array | string;

/** A file to write: its path, and what is in it or how to make that, so that not all of it need be in memory at once. */
export type FileToWrite = readonly [path: string, content: Bytes | (() => Bytes | Promise<Bytes>)];

const ADVICE = { space: 'choose a place on another one', place: 'choose another place' } as const;

/** Makes folders and looks whether they can be written, before long work. Throws a RadioError that says what to do when one can't. */
export async function prepareFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    } catch (cause) {
      throw writingFailed(folder, cause, ADVICE);
    }
  }
}

/**
 * Writes files that appear whole, all of them or none; folders are made. Throws a RadioError that says what to do when the disk is full
 * or a folder can't be written, and what making the content throws.
 */
export async function writeFiles(files: readonly FileToWrite[]): Promise<void> {
  const written: string[] = [];
  const undo = () => Promise.allSettled(written.map((file) => rm(file, { force: true })));
  for (const [file, content] of files) {
    try {
      const bytes = typeof content === 'function' ? await content() : content;
      await writing(file, async () => {
        await mkdir(path.dirname(file), { recursive: true });
        written.push(`${file}.part`);
        await writeFile(`${file}.part`, bytes);
      });
    } catch (error) {
      await undo();
      throw error;
    }
  }
  for (const [file] of files) {
    try {
      await writing(file, () => rename(`${file}.part`, file));
      written.push(file);
    } catch (error) {
      await undo();
      throw error;
    }
  }
}

async function writing(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw writingFailed(path.dirname(path.resolve(file)), cause, ADVICE);
  }
}
