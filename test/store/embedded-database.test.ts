import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { StoreError } from '../../src/store/index.ts';
import { memoryLog, openTestStore, temporaryFolder, testDatabase } from '../support/databases.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

async function openingFails(dataDir: string): Promise<string> {
  const log = memoryLog();
  const { store, close } = await openTestStore({ dataDir, databaseUrl: undefined }, log);
  onTestFinished(close);
  const error: unknown = await store.opened().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(StoreError);
  const { message } = error as StoreError;
  expect(message).toContain(path.join(dataDir, 'database'));
  expect(message).toMatch(/move it away.*Nothing was deleted/);
  expect(log.lines).toEqual([`error ${message}`]);
  expect(store.health()).toEqual({ problem: message });
  await expect(store.rooms.rooms()).rejects.toThrow(StoreError);
  return message;
}

describe('the embedded database', () => {
  it('that is damaged is left as it is, and the person told what to do', async () => {
    const { dataDir, remove } = await testDatabase('embedded');
    onTestFinished(remove);
    const control = path.join(dataDir, 'database', 'global', 'pg_control');
    await truncate(control, 100);
    const before = await readdir(path.join(dataDir, 'database'));
    await openingFails(dataDir);
    expect(await readdir(path.join(dataDir, 'database'))).toEqual(expect.arrayContaining(before));
    expect((await stat(control)).size).toBe(100);
  });

  it('is not made over something else that has its name', async () => {
    const dataDir = await temporaryFolder();
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    await mkdir(path.join(dataDir, 'database'));
    await writeFile(path.join(dataDir, 'database', 'precious.txt'), 'mine');
    expect(await openingFails(dataDir)).toMatch(/holds something else than a database/);
    expect(await readdir(path.join(dataDir, 'database'))).toEqual(['precious.txt']);
  });

  it('that was killed while it was made the first time is made anew', async () => {
    const dataDir = await temporaryFolder();
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    await mkdir(path.join(dataDir, 'database.new', 'base'), { recursive: true });
    await writeFile(path.join(dataDir, 'database.new', 'PG_VERSION'), '18');
    const { store, close } = await openTestStore({ dataDir, databaseUrl: undefined });
    await store.opened();
    expect(store.health()).toBe('ok');
    await close();
    expect(existsSync(path.join(dataDir, 'database.new'))).toBe(false);
    expect(existsSync(path.join(dataDir, 'database', 'PG_VERSION'))).toBe(true);
    expect((await stat(path.join(dataDir, 'database'))).mode & 0o777).toBe(0o700);
  });
});
