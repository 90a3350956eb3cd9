import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from './process-identity.ts';

/** What a lock file says: who holds the lock, and where the embedded database listens once it is migrated. */
export interface LockFile extends ProcessIdentity {
  /** Tells this lock from every other one on the same folder. */
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly databaseUrl?: string;
}

/** A lock file is written within this time of being made; one that stays unreadable was left by a process that was killed. */
const WRITING_MILLISECONDS = 1_000;

/** Taking over is a matter of milliseconds; a marker as old as this was left by a process that was killed in them. */
const TAKING_OVER_MILLISECONDS = 10_000;

/** Makes the lock file; false when there is one. */
export async function createLock(file: string, lock: LockFile): Promise<boolean> {
  return createOnly(file, JSON.stringify(lock));
}

/** Puts other content in the place of a lock that is ours, in one step. */
export async function replaceLock(file: string, lock: LockFile): Promise<void> {
  const unfinished = `${file}.${lock.token}`;
  await writeFile(unfinished, JSON.stringify(lock), { mode: 0o600, flush: true });
  await rename(unfinished, file);
}

/** Reads a lock file, waiting for one that is just being written. */
export async function readLock(file: string): Promise<LockFile | 'gone' | 'unreadable'> {
  for (let waited = 0; waited <= WRITING_MILLISECONDS; waited += 100) {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return 'gone';
      throw error;
    }
    const lock = parseLock(text);
    if (lock !== undefined) return lock;
    await sleep(100);
  }
  return 'unreadable';
}

/** A lock file's content, or undefined when it is not (or not yet wholly) one. */
export function parseLock(text: string): LockFile | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockFile> | null;
    return typeof value?.pid === 'number' && typeof value.token === 'string' ? (value as LockFile) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Puts our lock in the place of a dead one; false when another process did, or is about to, and one has to look again.
 * Of several processes that found the same dead lock only the one that makes the marker goes on, and one that makes it when
 * another is done already finds another lock in the place of the dead one.
 */
export async function takeOverLock(file: string, dead: LockFile | 'unreadable', mine: LockFile): Promise<boolean> {
  const marker = `${file}.takeover`;
  if (!(await createOnly(marker, ''))) {
    await sleep(WRITING_MILLISECONDS);
    const made = await stat(marker).then(
      (facts) => facts.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - made > TAKING_OVER_MILLISECONDS) await rm(marker, { force: true });
    return false;
  }
  try {
    const found = await readLock(file);
    const same = typeof found === 'string' || typeof dead === 'string' ? found === dead : found.token === dead.token;
    if (same) await replaceLock(file, mine);
    return same;
  } finally {
    await rm(marker, { force: true });
  }
}

async function createOnly(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
