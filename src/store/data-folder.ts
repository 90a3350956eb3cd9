import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLock, parseLock, readLock, replaceLock, takeOverLock } from './lock-file.ts';
import type { LockFile } from './lock-file.ts';
import { isRunning, ownIdentity } from './process-identity.ts';
import { StoreError } from './store-error.ts';

/** Who uses a data folder. */
export interface DataFolderOwner {
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Where its embedded database listens, if it has one: for looking at it while the owner runs. Holds a password. */
  readonly databaseUrl?: string;
}

/** A data folder that this process alone uses, until it is released or the process ends. */
export interface DataFolderLock {
  /** Absolute. */
  readonly folder: string;
  /** Says in the lock file where the embedded database listens. */
  publish(facts: { readonly databaseUrl: string }): Promise<void>;
  release(): Promise<void>;
}

const LOCK_FILE = 'raindial.lock';

/**
 * The owner touches its lock file this often. Where its process number means nothing (it counts in another container or on
 * another machine), a file that is not touched for more than three beats belongs to nobody any more.
 */
const HEARTBEAT_MILLISECONDS = 2_000;
const SILENCE_MILLISECONDS = 7_000;

/**
 * Makes the folder if need be and takes it for this process: two on one folder would destroy the embedded database.
 * The lock of a process that was killed is taken over. Throws a StoreError that says what to do when the folder can't be used
 * or another Raindial uses it.
 */
export async function lockDataFolder(dir: string): Promise<DataFolderLock> {
  const folder = path.resolve(dir);
  const file = path.join(folder, LOCK_FILE);
  const mine: LockFile = { ...(await ownIdentity()), since: new Date().toISOString(), token: randomUUID() };
  try {
    await mkdir(folder, { recursive: true });
    while (!(await createLock(file, mine))) {
      const found = await readLock(file);
      if (found === 'gone') continue;
      if (found !== 'unreadable' && (await isAlive(file, found))) throw inUse(folder, found);
      if (await takeOverLock(file, found, mine)) break;
    }
  } catch (error) {
    throw error instanceof StoreError ? error : unusable(folder, error as NodeJS.ErrnoException);
  }
  return hold(folder, file, mine);
}

/** Who uses the data folder now; undefined when nobody does. Throws a StoreError when that can't be found out. */
export async function ownerOfDataFolder(dir: string): Promise<DataFolderOwner | undefined> {
  const folder = path.resolve(dir);
  const file = path.join(folder, LOCK_FILE);
  try {
    const found = await readLock(file);
    return typeof found !== 'string' && (await isAlive(file, found)) ? found : undefined;
  } catch (error) {
    throw unusable(folder, error as NodeJS.ErrnoException);
  }
}

function hold(folder: string, file: string, mine: LockFile): DataFolderLock {
  const beat = setInterval(() => {
    const now = new Date();
    // A folder that vanished is the business of those who write in it.
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT_MILLISECONDS);
  beat.unref();
  const releaseAtExit = (): void => {
    if (parseLock(textOf(file))?.token === mine.token) rmSync(file, { force: true });
  };
  process.once('exit', releaseAtExit);
  return {
    folder,
    publish: (facts) => replaceLock(file, { ...mine, ...facts }),
    async release() {
      clearInterval(beat);
      process.off('exit', releaseAtExit);
      const found = await readLock(file);
      if (typeof found !== 'string' && found.token === mine.token) await rm(file, { force: true });
    },
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function isAlive(file: string, owner: LockFile): Promise<boolean> {
  const running = await isRunning(owner);
  if (running !== 'unknown') return running === 'yes';
  const before = await touched(file);
  for (let waited = 0; waited < SILENCE_MILLISECONDS; waited += 500) {
    await sleep(500);
    const after = await touched(file);
    if (after === undefined) return false;
    if (after !== before) return true;
  }
  return false;
}

/** When the file was last touched; undefined when it is gone. */
async function touched(file: string): Promise<number | undefined> {
  return stat(file).then(
    (facts) => facts.mtimeMs,
    () => undefined,
  );
}

function inUse(folder: string, owner: LockFile): StoreError {
  return new StoreError(
    `The data folder ${folder} is in use by another Raindial (process ${owner.pid}, since ${owner.since}). ` +
      'Stop that one, or set RAINDIAL_DATA to another folder.',
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is not a folder',
  ENOTDIR: 'it, or a part of its path, is not a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
};

function unusable(folder: string, error: NodeJS.ErrnoException): StoreError {
  return new StoreError(
    `The data folder ${folder} can't be used: ${REASONS[error.code ?? ''] ?? error.message}. ` +
      'Mend that, or set RAINDIAL_DATA to another folder.',
    { cause: error },
  );
}
