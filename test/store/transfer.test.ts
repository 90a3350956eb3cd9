import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseGuildSettings } from '../../src/radio/index.ts';
import { lockDataFolder } from '../../src/store/index.ts';
import { backupDatabase, moveDatabase, restoreDatabase } from '../../src/store/index.ts';
import {
  DATABASE_KINDS,
  HAS_SERVER,
  memoryLog,
  openTestStore,
  serverDatabase,
  testDatabase,
} from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { query } from '../support/query.ts';
import { segmentFacts } from '../support/segment-facts.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const log = memoryLog();
const TABLES = ['guilds', 'hearings', 'plays', 'ratings', 'segment_traits', 'segments', 'song_totals', 'trait_totals'];

/** A store that has heard a little of everything, also what is hard to write down; the last of it waits in the journal. */
async function fill(database: TestDatabase): Promise<void> {
  const { store, close } = await openTestStore(database);
  const { playLog, ratings, rooms, settings } = store;
  const facts = segmentFacts({
    id: 'lofi-1',
    seed: 0xffff_ffff,
    title: 'Ärger "mit" \\ 🎐\n\t\u2028',
    lufs: -14.1 + 0.2,
  });
  playLog.segmentMade(facts);
  for (let number = 0; number < 30; number++) {
    const play = {
      id: randomUUID(),
      segmentId: facts.id,
      startedAt: 1_763_800_000_123 + number,
      guildId: `${number % 3}`,
    };
    playLog.playStarted(play);
    const heard = { fromSeconds: 0.1 + 0.2, toSeconds: 30 / 7, end: 'left', at: play.startedAt } as const;
    playLog.heard?.([{ playId: play.id, segmentId: facts.id, listener: `ann ${number}`, guildId: '42', ...heard }]);
    playLog.playEnded(play.id, { seconds: 29.98, listeners: 1, end: 'ended' });
    await ratings.rate({ playId: play.id, segmentId: facts.id, listener: `ann ${number}`, thumb: number % 3 ? 1 : -1 });
  }
  await rooms.remember({ guildId: '1', channelId: '10' });
  await settings.save('2', parseGuildSettings({ styles: ['house'] }));
  await close();
}

async function rowsOf(database: Pick<TestDatabase, 'dataDir' | 'databaseUrl'>): Promise<readonly unknown[]> {
  const counts = TABLES.map((table) => `SELECT '${table}' AS name, row_to_json(t)::text AS row FROM ${table} t`);
  return query(database, `${counts.join(' UNION ALL ')} ORDER BY 1, 2`);
}

describe.each(DATABASE_KINDS)('a backup of the %s database', (kind) => {
  let source: TestDatabase;
  let file: string;
  const place = (database: TestDatabase) => ({
    dataFolder: database.dataDir,
    ...(database.databaseUrl === undefined ? {} : { databaseUrl: database.databaseUrl }),
  });

  beforeAll(async () => {
    source = await testDatabase(kind);
    await fill(source);
    file = path.join(source.dataDir, 'radio.backup');
    await backupDatabase(place(source), file, { replace: false, whileRunning: false, log });
  });
  afterAll(() => source.remove());

  it('brings every row back as it was, into an empty database, or over another when told so', async () => {
    const target = await testDatabase(kind);
    onTestFinished(() => target.remove());
    const restored = await restoreDatabase(place(target), file, { replace: false });
    expect(restored['ratings']?.rows).toBe(30);
    const rows = await rowsOf(source);
    expect(rows.length).toBeGreaterThan(100);
    expect(await rowsOf(target)).toEqual(rows);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const again = restoreDatabase(place(target), file, { replace: false });
    await expect(again).rejects.toThrow(/not empty \(.*30 ratings.*\)\. Use --replace/);
    await restoreDatabase(place(target), file, { replace: true });
    const { store, close } = await openTestStore(target);
    onTestFinished(close);
    await store.opened();
    expect(await store.rooms.rooms()).toEqual([{ guildId: '1', channelId: '10' }]);
    expect(await store.settings.load('2')).toMatchObject({ styles: ['house'] });
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 20, down: 10 });
  });

  it('is not made while the radio runs, unless told so, nor over a file that is there', async () => {
    const options = { replace: false, whileRunning: false, log };
    const { store, close } = await openTestStore(source);
    onTestFinished(close);
    await store.opened();
    const other = path.join(source.dataDir, 'other.backup');
    await expect(backupDatabase(place(source), other, options)).rejects.toThrow(/in use by another Raindial/);
    await expect(restoreDatabase(place(source), file, { replace: true })).rejects.toThrow(/in use by another Raindial/);
    await expect(backupDatabase(place(source), file, options)).rejects.toThrow(/there already. Use --replace/);
    const sums = await backupDatabase(place(source), other, { ...options, whileRunning: true });
    expect(sums['plays']?.rows).toBe(30);
    expect((await stat(other)).size).toBeGreaterThan(500);
  });

  it('that is damaged or cut off is refused, and what the database holds stays', async () => {
    const bytes = await readFile(file);
    const damaged = path.join(source.dataDir, 'damaged.backup');
    const rows = await rowsOf(source);
    for (const content of [bytes.subarray(0, -30), Buffer.from('no backup'), Buffer.alloc(0)]) {
      await writeFile(damaged, content);
      const restoring = restoreDatabase(place(source), damaged, { replace: true });
      await expect(restoring).rejects.toThrow(/is not a backup that can be read .* Nothing was changed/);
    }
    expect(await rowsOf(source)).toEqual(rows);
  });
});

describe.runIf(HAS_SERVER)('moving the embedded database to a server', () => {
  it('takes every row, with those that wait in the journal, and refuses a server that has rows', async () => {
    const source = await testDatabase('embedded');
    const server = await serverDatabase();
    onTestFinished(async () => {
      await source.remove();
      await server.drop();
    });
    await fill(source);
    const held = await lockDataFolder(source.dataDir);
    const options = { replace: false, log };
    await expect(moveDatabase(source.dataDir, server.url, options)).rejects.toThrow(/in use by another Raindial/);
    await held.release();
    const moved = await moveDatabase(source.dataDir, server.url, options);
    expect(moved['plays']?.rows).toBe(30);
    const target = { dataDir: source.dataDir, databaseUrl: server.url };
    const rows = await rowsOf(target);
    expect(await rowsOf(source)).toEqual(rows);
    await expect(moveDatabase(source.dataDir, server.url, options)).rejects.toThrow(/not empty/);
    // The radio goes on with the server, on the same data folder.
    const { store, close } = await openTestStore(target);
    await store.opened();
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 20, down: 10 });
    await close();
    expect(await rowsOf(target)).toEqual(rows);
  });

  it('says what is wrong with the address, without the password', async () => {
    const source = await testDatabase('embedded');
    onTestFinished(() => source.remove());
    const url = 'postgres://radio:sesame@127.0.0.1:1/raindial';
    const error: unknown = await moveDatabase(source.dataDir, url, { replace: false, log }).catch((e: unknown) => e);
    expect(String(error)).toMatch(/127\.0\.0\.1:1\/raindial could not be used: nothing listens at its address/);
    expect(String(error)).not.toContain('sesame');
    await rm(path.join(source.dataDir, 'database'), { recursive: true });
    await expect(moveDatabase(source.dataDir, url, { replace: false, log })).rejects.toThrow(/no embedded database/);
  });
});
