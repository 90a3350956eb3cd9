import { expect, it, onTestFinished, vi } from 'vitest';
import type { PrismaClient } from '../../src/store/client/client.ts';
import { Database } from '../../src/store/database.ts';
import { memoryLog } from '../support/databases.ts';

const AWAY =
  'warn The database is away: it takes too long to answer. The radio plays on; what it writes waits in the journal.';

/** A database that can be connected to, and counts how often it was. */
function openDatabase() {
  const log = memoryLog();
  const clock = { now: 0 };
  const sessions = { opened: 0 };
  const open = () => {
    sessions.opened += 1;
    clock.now += 60_000;
    return Promise.resolve({ prisma: {} as PrismaClient, migrated: [], close: () => Promise.resolve() });
  };
  const database = new Database({ open, log, now: () => clock.now });
  onTestFinished(() => database.close());
  return { database, log, sessions };
}

it('that can be connected to and does nothing is away, which is said once, and back when it has done something', async () => {
  const { database, log, sessions } = openDatabase();
  const tooSlow = () =>
    sessions.opened < 4 ? Promise.reject(new Error('Query read timeout')) : Promise.resolve('done');
  expect(await database.run(tooSlow)).toBe('done');
  expect(sessions.opened).toBe(4);
  expect(log.lines).toEqual([AWAY, 'info The database is back after 180 s.']);
});

it('whose connection breaks while it works is back when it is connected again', async () => {
  const { database, log, sessions } = openDatabase();
  await database.run(() => Promise.resolve());
  const isBroken = () =>
    sessions.opened === 1
      ? Promise.reject(new Error('Connection terminated'))
      : Promise.reject(new RangeError('wrong'));
  await expect(database.run(isBroken)).rejects.toThrow('refused it: wrong');
  expect(log.lines).toEqual([
    'warn The database is away: Connection terminated. The radio plays on; what it writes waits in the journal.',
    'info The database is back after 60 s.',
  ]);
});

it('is slow while something that was given up is still under way', async () => {
  const { database } = openDatabase();
  const answer = Promise.withResolvers<string>();
  await expect(database.run(() => answer.promise, { within: 1 })).rejects.toThrow('did not do it in time');
  expect(database.isSlow).toBe(true);
  expect(await database.run(() => Promise.resolve('other'), { within: 60_000 })).toBe('other');
  answer.resolve('late');
  await vi.waitFor(() => expect(database.isSlow).toBe(false));
});
