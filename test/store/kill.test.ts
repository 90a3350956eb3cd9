import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { child } from '../support/child.ts';
import { openTestStore, stored, temporaryFolder, testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { query } from '../support/query.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

it('loses no acknowledged rating of the embedded database when the process is killed', async () => {
  const database = await testDatabase('embedded');
  onTestFinished(() => database.remove());
  const playId = randomUUID();
  const radio = child('store-process.ts', ['rate', database.dataDir, playId]);
  await radio.printed(150);
  await radio.kill('SIGKILL');
  const acknowledged = radio.lines.length;

  expectOneMoreAtMost(await votesIn(database), acknowledged);
});

it('loses none when it is killed before there is a database', async () => {
  const dataDir = await temporaryFolder();
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const radio = child('store-process.ts', ['rate-early', dataDir, randomUUID()]);
  await radio.printed(20);
  await radio.kill('SIGKILL');
  expect(radio.lines[0]).toBe('listener 0 connecting');
  // The folder of the database was not finished, and is made anew.
  expectOneMoreAtMost(await votesIn({ dataDir, databaseUrl: undefined }), radio.lines.length);
});

it('loses none when it is killed while its server is away, twice, and uses another then', async () => {
  const database = await testDatabase('embedded');
  onTestFinished(() => database.remove());
  let acknowledged = 0;
  for (const playId of [randomUUID(), randomUUID()]) {
    const nothing = 'postgres://postgres@127.0.0.1:1/raindial';
    const radio = child('store-process.ts', ['rate-early', database.dataDir, playId, nothing]);
    await radio.printed(60);
    await radio.kill('SIGKILL');
    acknowledged += radio.lines.length;
  }
  const votes = await votesIn(database);
  expect(votes).toBeGreaterThanOrEqual(acknowledged);
  expect(votes).toBeLessThanOrEqual(acknowledged + 2);
});

/** Votes that are in the database once it has taken in what the killed process left. */
async function votesIn(database: Pick<TestDatabase, 'dataDir' | 'databaseUrl'>): Promise<number> {
  const { store, close } = await openTestStore(database);
  await stored(store);
  const [row] = await query(database, `SELECT count(*)::int AS votes FROM ratings WHERE segment_id = 'lofi-1'`);
  const { up } = await store.ratings.tally('lofi-1');
  await close();
  expect(up).toBe(row?.['votes']);
  return up;
}

/** One more may have been written without the time to say so. */
function expectOneMoreAtMost(votes: number, acknowledged: number): void {
  expect([acknowledged, acknowledged + 1]).toContain(votes);
}
