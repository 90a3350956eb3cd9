import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { child } from '../support/child.ts';
import { openTestStore, testDatabase } from '../support/databases.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

it('loses no acknowledged rating of the embedded database when the process is killed', async () => {
  const database = await testDatabase('embedded');
  onTestFinished(() => database.remove());
  const playId = randomUUID();
  const radio = child('store-process.ts', ['rate', database.dataDir, playId]);
  await radio.printed(150);
  await radio.kill('SIGKILL');
  const acknowledged = radio.lines.length;

  const { store, close } = await openTestStore(database);
  await store.opened();
  const { up } = await store.ratings.tally('lofi-1');
  await close();
  // One more may have been written without the time to say so.
  expect([acknowledged, acknowledged + 1]).toContain(up);
});
