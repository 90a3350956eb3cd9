import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockDataFolder, ownerOfDataFolder, StoreError } from '../../src/store/index.ts';
import { child } from '../support/child.ts';
import { temporaryFolder } from '../support/databases.ts';

// Some of these wait for a heart to beat, and start processes, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let root: string;
let folder: string;
let lockFile: string;

beforeEach(async () => {
  root = await temporaryFolder();
  folder = path.join(root, 'deep', 'data');
  lockFile = path.join(folder, 'raindial.lock');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Leaves a lock file as a process of the given kind would; the rest of it is as we would write it. */
async function leaveLock(changes: Readonly<Record<string, unknown>>): Promise<void> {
  const lock = await lockDataFolder(folder);
  const own = JSON.parse(await readFile(lockFile, 'utf8')) as object;
  await lock.release();
  await writeFile(lockFile, JSON.stringify({ ...own, token: 'another', ...changes }));
}

describe('lockDataFolder', () => {
  it('makes the folder, and says in a private file who uses it and where its database is', async () => {
    const lock = await lockDataFolder(folder);
    await lock.publish({ databaseUrl: 'postgres://postgres@127.0.0.1:4321/postgres' });
    expect((await stat(lockFile)).mode & 0o777).toBe(0o600);
    expect(await ownerOfDataFolder(folder)).toMatchObject({
      pid: process.pid,
      databaseUrl: 'postgres://postgres@127.0.0.1:4321/postgres',
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    });
    await lock.release();
    expect(await ownerOfDataFolder(folder)).toBeUndefined();
    await (await lockDataFolder(folder)).release();
  });

  it('refuses a folder that another process uses, and takes it over when that one was killed', async () => {
    const other = child('store-process.ts', ['hold', folder]);
    await other.printed(1);
    const refused = lockDataFolder(folder);
    await expect(refused).rejects.toThrow(StoreError);
    await expect(refused).rejects.toThrow(
      new RegExp(`in use by another Raindial \\(process ${other.process.pid},.*Stop that one, or set RAINDIAL_DATA`),
    );
    await other.kill('SIGKILL');
    expect(JSON.parse(await readFile(lockFile, 'utf8'))).toMatchObject({ pid: other.process.pid });
    const lock = await lockDataFolder(folder);
    const second = child('store-process.ts', ['hold', folder]);
    expect(await second.ended()).toMatchObject({ code: 3, stderr: expect.stringContaining('in use by') as string });
    await lock.release();
  });

  it('is released when its process exits by itself', async () => {
    const other = child('store-process.ts', ['hold', folder]);
    await other.printed(1);
    await other.kill('SIGTERM');
    await expect(stat(lockFile)).rejects.toThrow(/ENOENT/);
  });

  it.runIf(process.platform === 'linux')('is not fooled by a process number that was given out again', async () => {
    await leaveLock({ started: '1' });
    await (await lockDataFolder(folder)).release();
  });

  it('takes over a lock of another machine or container that has fallen silent', async () => {
    await leaveLock({ world: 'another boot' });
    await (await lockDataFolder(folder)).release();
  });

  it('refuses a lock of another machine or container whose heart beats', async () => {
    await leaveLock({ world: 'another boot', pid: 1 });
    const beat = setInterval(() => void utimes(lockFile, new Date(), new Date()), 200);
    await expect(lockDataFolder(folder))
      .rejects.toThrow(/process 1,/)
      .finally(() => clearInterval(beat));
  });

  it('takes over a lock file that was left half written', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(lockFile, '{"pid": 12');
    await (await lockDataFolder(folder)).release();
  });

  it('lets one of several that start together have it, over a dead lock too', async () => {
    await leaveLock({ started: '1' });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder)));
    const held = results.filter((result) => result.status === 'fulfilled');
    expect(held).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(String(result.reason)).toMatch(/in use by/);
    await held[0]?.value.release();
  });

  it('says what is wrong with a folder that is a file, or lies below one', async () => {
    const file = path.join(root, 'file');
    await writeFile(file, '');
    for (const dir of [file, path.join(file, 'data')]) {
      await expect(lockDataFolder(dir)).rejects.toThrow(/can't be used: .*not a folder.*RAINDIAL_DATA/);
    }
  });

  it.runIf(process.getuid?.() !== 0)('says that a folder may not be written in', async () => {
    await mkdir(folder, { recursive: true, mode: 0o500 });
    await expect(lockDataFolder(folder)).rejects.toThrow(/permission is denied/);
  });
});
