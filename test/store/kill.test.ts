import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { child } from '../support/child.ts';
import { openTestStore, testDatabase } from '../support/databases.ts';

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
