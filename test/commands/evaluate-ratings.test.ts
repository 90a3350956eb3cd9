import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluateRatings } from '../../src/commands/evaluate-ratings.ts';
import { DATABASE_KINDS, memoryLog, openTestStore, stored, testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { segmentFacts } from '../support/segment-facts.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe.each(DATABASE_KINDS)('the report on ratings, from the %s database', (kind) => {
  let database: TestDatabase;
  let written: string;
  beforeEach(async () => {
    database = await testDatabase(kind);
    written = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await database.remove();
  });

  it('tells what was logged, while the radio runs and when it does not', async () => {
    const { dataDir: data, databaseUrl } = database;
    const { store, close } = await openTestStore(database, memoryLog());
    await store.opened();
    const play = { id: randomUUID(), segmentId: 'house-1', startedAt: Date.now() - 60_000, guildId: '42' };
    store.playLog.segmentMade(segmentFacts({ id: 'house-1', style: 'house', seconds: 40 }));
    store.playLog.playStarted(play);
    const heard = {
      playId: play.id,
      segmentId: 'house-1',
      listener: 'ann',
      guildId: '42',
      at: play.startedAt + 40_000,
    };
    store.playLog.heard?.([{ ...heard, fromSeconds: 0, toSeconds: 40, end: 'ended' }]);
    store.playLog.playEnded(play.id, { seconds: 40, listeners: 1 });
    await store.ratings.rate({ playId: play.id, segmentId: 'house-1', listener: 'ann', thumb: 1, heardSeconds: 30 });
    await stored(store);

    const flags = { days: 1, json: true, csv: false };
    await evaluateRatings({ data, databaseUrl }, flags);
    const beside = JSON.parse(written) as { readonly all: unknown; readonly dimensions: unknown };
    expect(beside.all).toMatchObject({ plays: 1, listenerMinutes: 40 / 60, votes: { up: 1, down: 0 } });
    await close();

    written = '';
    const out = path.join(data, 'report');
    await evaluateRatings({ data, databaseUrl }, { ...flags, out });
    expect(JSON.parse(written)).toEqual(beside);
    expect(await readdir(out)).toEqual(expect.arrayContaining(['report.csv', 'report.json']));
  });
});
