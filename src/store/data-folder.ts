import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { StoreError } from './store-error.ts';

/** Who uses a data folder, as its lock file says. */
export interface DataFolderOwner extends ProcessIdentity {
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Where the embedded database listens, once it is migrated. It serves one client at a time: the owner. */
  readonly databaseUrl?: string;
}

/** A data folder that this process alone uses, until it is released or the process ends. */
export interface DataFolderLock {
  readonly folder: string;
  /** Says in the lock file where the embedded database listens. */
  publish(facts: { readonly databaseUrl: string }): Promise<void>;
  release(): Promise<void>;
}

interface LockFile extends DataFolderOwner {
  /** Tells this lock from every other one on the same folder. */
  readonly token: string;
}

const LOCK_FILE = 'raindial.lock';

/**
 * The owner touches the lock file this often. Where its process number says nothing (another container or machine), a file
 * that is not touched for more than three beats belongs to nobody.
 */
const HEARTBEAT_MILLISECONDS = 2_000;
const SILENCE_MILLISECONDS = 7_000;

/** A lock file is written within this time of being made; one that stays unreadable was left by a process that was killed. */
const UNREADABLE_MILLISECONDS = 1_000;

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
    while (!(await create(file, mine))) {
      const found = await readLock(file);
      if (found === 'gone') continue;
      if (found !== 'unreadable' && (await isAlive(file, found))) throw inUse(folder, found);
      if (await takeOver(file, found, mine)) break;
    }
  } catch (error) {
    throw error instanceof StoreError ? error : unusable(folder, error as NodeJS.ErrnoException);
  }
  return hold(folder, file, mine);
}

/** Who uses the data folder now; undefined when nobody does. */
export async function ownerOfDataFolder(dir: string): Promise<DataFolderOwner | undefined> {
  const file = path.join(path.resolve(dir), LOCK_FILE);
  const found = await readLock(file);
  return typeof found !== 'string' && (await isAlive(file, found)) ? found : undefined;
}

function hold(folder: string, file: string, mine: LockFile): DataFolderLock {
  const beat = setInterval(() => {
    const now = new Date();
    // A folder that vanished is the business of those who write in it.
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT_MILLISECONDS);
  beat.unref();
  const releaseAtExit = (): void => {
    if (parse(readOr(file))?.token === mine.token) rmSync(file, { force: true });
  };
  process.once('exit', releaseAtExit);
  return {
    folder,
    publish: (facts) => replace(file, { ...mine, ...facts }),
    async release() {
      clearInterval(beat);
      process.off('exit', releaseAtExit);
      const found = await readLock(file);
      if (typeof found !== 'string' && found.token === mine.token) await rm(file, { force: true });
    },
  };
}

/** Makes the lock file; false when there is one. */
async function create(file: string, mine: LockFile): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(mine), { flag: 'wx', mode: 0o600, flush: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function replace(file: string, lock: LockFile): Promise<void> {
  const unfinished = `${file}.${lock.token}`;
  await writeFile(unfinished, JSON.stringify(lock), { mode: 0o600, flush: true });
  await rename(unfinished, file);
}

/**
 * Puts our lock in the place of a dead one. Of several processes that found the same dead lock, the one that makes the
 * marker for it goes on; the others, and one that comes when it is done already, see another lock and look again.
 */
async function takeOver(file: string, dead: LockFile | 'unreadable', mine: LockFile): Promise<boolean> {
  const marker = `${file}.takeover`;
  try {
    await (await open(marker, 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Taking over is a matter of milliseconds: an old marker was left by a process that was killed in them.
    await sleep(UNREADABLE_MILLISECONDS);
    const age = await stat(marker).then(
      (facts) => Date.now() - facts.mtimeMs,
      () => 0,
    );
    if (age > 10 * UNREADABLE_MILLISECONDS) await rm(marker, { force: true });
    return false;
  }
  try {
    const found = await readLock(file);
    const same = typeof found === 'string' || typeof dead === 'string' ? found === dead : found.token === dead.token;
    if (same) await replace(file, mine);
    return same;
  } finally {
    await rm(marker, { force: true });
  }
}

/** The lock file's content, waiting for one that is just being written. */
async function readLock(file: string): Promise<LockFile | 'gone' | 'unreadable'> {
  for (let waited = 0; waited <= UNREADABLE_MILLISECONDS; waited += 100) {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return 'gone';
      throw error;
    }
    const lock = parse(text);
    if (lock !== undefined) return lock;
    await sleep(100);
  }
  return 'unreadable';
}

function parse(text: string): LockFile | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockFile> | null;
    return typeof value?.pid === 'number' && typeof value.token === 'string' ? (value as LockFile) : undefined;
  } catch {
    return undefined;
  }
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function isAlive(file: string, owner: LockFile): Promise<boolean> {
  const running = await isRunning(owner);
  if (running !== 'unknown') return running === 'yes';
  const touched = async (): Promise<number> =>
    stat(file).then(
      (facts) => facts.mtimeMs,
      () => 0,
    );
  const before = await touched();
  for (let waited = 0; waited < SILENCE_MILLISECONDS; waited += 500) {
    await sleep(500);
    if ((await touched()) !== before) return true;
  }
  return false;
}

function inUse(folder: string, owner: LockFile): StoreError {
  return new StoreError(
    `The data folder ${folder} is in use by another Raindial (process ${owner.pid}, since ${owner.since}). ` +
      'Stop that one, or set RAINDIAL_DATA to another folder.',
  );
}

function unusable(folder: string, error: NodeJS.ErrnoException): StoreError {
  const why: Readonly<Record<string, string>> = {
    EEXIST: 'it is not a folder',
    ENOTDIR: 'it, or a part of its path, is not a folder',
    EACCES: 'permission is denied',
    EPERM: 'permission is denied',
    EROFS: 'its disk is read-only',
    ENOSPC: 'its disk is full',
  };
  return new StoreError(
    `The data folder ${folder} can't be used: ${why[error.code ?? ''] ?? error.message}. ` +
      'Mend that, or set RAINDIAL_DATA to another folder.',
    { cause: error },
  );
}
