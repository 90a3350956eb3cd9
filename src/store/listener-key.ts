import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StoreError } from './store-error.ts';

/**
 * The key that listeners' identities are hashed with: 32 random bytes in hex, made at first use and kept in the data folder
 * for its owner only. A new key makes every listener a stranger, so a file that holds something else is never replaced.
 * Hold the data folder's lock. Throws a StoreError when the file can't be read or made.
 */
export async function listenerKey(dataFolder: string): Promise<string> {
  const file = path.join(dataFolder, 'listener-key');
  try {
    return await read(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asStoreError(error, file);
  }
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
    await rename(unfinished, file);
    return await read(file);
  } catch (error) {
    throw asStoreError(error, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function read(file: string): Promise<string> {
  const key = (await readFile(file, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new StoreError(
      `${file} does not hold a key of 64 hexadecimal digits. Restore it, or move it away for a new one.`,
    );
  }
  return key;
}

function asStoreError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(`${file} can not be read or made (${(error as Error).message}).`, { cause: error });
}
