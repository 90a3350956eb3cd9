import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { probeDatabase, StoreError } from '../../src/store/index.ts';
import { HAS_SERVER, memoryLog, openTestStore, stored, testDatabase } from '../support/databases.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const unlocked = (folder: string) => ({ folder, publish: () => Promise.resolve(), release: () => Promise.resolve() });

describe('looking at a database', () => {
  it('says what is wrong, without the password', async () => {
    const databaseUrl = 'postgres://radio:sesame@127.0.0.1:1/raindial';
    const error: unknown = await probeDatabase({ databaseUrl, dataFolder: unlocked('/nowhere') }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(String(error)).toMatch(/can't be reached: nothing listens at its address/);
    expect(String(error)).not.toContain('sesame');
  });

  it.runIf(HAS_SERVER)('leaves the journal of a radio that runs alone', async () => {
    const database = await testDatabase('server');
    onTestFinished(() => database.remove());
    const { store, close } = await openTestStore(database, memoryLog());
    await store.opened();
    const rating = { playId: randomUUID(), segmentId: 'lofi-1', thumb: 1 } as const;
    await store.ratings.rate({ ...rating, listener: 'ann' });
    await stored(store);
    const files = await readdir(path.join(database.dataDir, 'journal'));
    const { databaseUrl = '' } = database;
    await probeDatabase({ databaseUrl, dataFolder: unlocked(database.dataDir) });
    expect(await readdir(path.join(database.dataDir, 'journal'))).toEqual(files);
    await store.ratings.rate({ ...rating, listener: 'ben' });
    await stored(store);
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 2, down: 0 });
    await close();
  });
});
