import { randomUUID } from 'node:crypto';
import { mkdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import type { PrismaClient } from '../../src/store/client/client.ts';
import type { Entry } from '../../src/store/entry.ts';
import { Journal } from '../../src/store/journal.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { StoreError } from '../../src/store/index.ts';
import { memoryLog, temporaryFolder } from '../support/databases.ts';

/** A database that refuses transactions with a bad play, and remembers how many entries it was given at once. */
function choosyDatabase(): Pick<Database, 'run' | 'state'> & { readonly stored: string[] } {
  const stored: string[] = [];
  const tx = {
    $queryRawUnsafe: (sql: string, json: string) => {
      if (!sql.startsWith('INSERT INTO plays')) return Promise.resolve([{ lines: 0 }]);
      const rows = JSON.parse(json) as readonly { readonly segment_id: string }[];
      if (rows.some((row) => row.segment_id === 'bad')) return Promise.reject(new StoreError('it is bad'));
      stored.push(...rows.map((row) => row.segment_id));
      return Promise.resolve([]);
    },
    $executeRawUnsafe: () => Promise.resolve(0),
  };
  const prisma = { $transaction: (work: (given: typeof tx) => Promise<void>) => work(tx) };
  return { stored, state: { kind: 'ready' }, run: (work) => work(prisma as unknown as PrismaClient) };
}

it('puts aside what the database refuses, in between others, and tries again when it can not be put aside', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // A folder in its place: no file can be written there.
  const aside = path.join(folder, 'refused.jsonl');
  await mkdir(aside);
  const log = memoryLog();
  const journal = await Journal.open({ folder, log });
  const names = Array.from({ length: 40 }, (_, index) => (index === 17 ? 'bad' : `song ${index}`));
  for (const segmentId of names)
    journal.write({ kind: 'play', play: { id: randomUUID(), segmentId, startedAt: 0 } } satisfies Entry);
  await journal.commit({ kind: 'of a later version' });
  const database = choosyDatabase();
  const outbox = new Outbox({ journal, database, log, onTaken: () => undefined });
  expect(await outbox.drained(AbortSignal.timeout(500))).toBe(false);
  await rmdir(aside);
  expect(await outbox.drained(AbortSignal.timeout(20_000))).toBe(true);
  expect([...new Set(database.stored)]).toEqual(names.filter((name) => name !== 'bad'));
  expect(log.lines[0]).toMatch(/^error The journal can't be worked on: .*EISDIR.* tried again/);
  expect(log.lines.slice(1)).toContainEqual(expect.stringMatching(/^error .* put aside in refused.jsonl \(1 so far\)/));
  await outbox.close();
  await journal.close();
});
