import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Rating } from '../../src/radio/index.ts';
import { StoreError } from '../../src/store/index.ts';
import { DATABASE_KINDS, memoryLog, openTestStore, testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { query } from '../support/query.ts';
import { segmentFacts } from '../support/segment-facts.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

function rating(changes: Partial<Rating> = {}): Rating {
  return { playId: randomUUID(), segmentId: 'lofi-1', listener: 'a1b2', thumb: 1, ...changes };
}

// One store for all, since the embedded database takes its time to open: each test uses names of its own.
describe.each(DATABASE_KINDS)('a store on the %s database', (kind) => {
  let database: TestDatabase;
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  const log = memoryLog();

  beforeAll(async () => {
    database = await testDatabase(kind);
    opened = await openTestStore(database, log);
    await opened.store.opened();
  });
  afterAll(async () => {
    await opened.close();
    await database.remove();
  });

  it('counts one vote for each listener and play, the latest', async () => {
    const { ratings } = opened.store;
    const playId = randomUUID();
    await ratings.rate(rating({ playId, listener: 'ann', thumb: 1 }));
    await ratings.rate(rating({ playId, listener: 'ben', thumb: 1 }));
    await ratings.rate(rating({ playId, listener: 'ann', thumb: -1, guildId: '42' }));
    await ratings.rate(rating({ listener: 'ann', thumb: 1 }));
    await ratings.rate(rating({ segmentId: 'lofi-2', thumb: -1 }));
    expect(await ratings.tally('lofi-1')).toEqual({ up: 2, down: 1 });
    expect(await ratings.tally('lofi-2')).toEqual({ up: 0, down: 1 });
    expect(await ratings.tally('never played')).toEqual({ up: 0, down: 0 });
  });

  it('keeps ratings, plays, segments and rooms over a restart, and writes nothing twice', async () => {
    const facts = segmentFacts({
      id: 'lofi-ffffffff',
      seed: 0xffff_ffff,
      warnings: ['Kein "Theremin" 🎐 hier; \\u0041'],
    });
    const play = { id: randomUUID(), segmentId: facts.id, startedAt: Date.parse('2026-11-22T01:02:03.456Z') };
    const { playLog, ratings, rooms } = opened.store;
    playLog.segmentMade(facts);
    playLog.segmentMade({ ...facts, title: 'another name for the same' });
    playLog.playStarted(play);
    playLog.playEnded(play.id, { seconds: 29.98, listeners: 3 });
    playLog.playStarted(play);
    await rooms.remember({ guildId: '1', channelId: '10' });
    await rooms.remember({ guildId: '2', channelId: '20' });
    await rooms.remember({ guildId: '1', channelId: '11' });
    await rooms.remember({ guildId: '3', channelId: '30' });
    await rooms.forget('2');
    await rooms.forget('never seen');
    await ratings.rate(rating({ playId: play.id, segmentId: facts.id }));

    // The writes of the play log are done before those that were asked for later, and waited for.
    await rooms.rooms();
    expect(await query(database, 'SELECT id, title, seed, recipe, facts, created_at FROM segments')).toEqual([
      {
        id: facts.id,
        title: facts.title,
        seed: '4294967295',
        recipe: facts.recipe,
        facts,
        created_at: new Date(facts.createdAt),
      },
    ]);
    expect(await query(database, `SELECT * FROM plays WHERE segment_id = '${facts.id}'`)).toEqual([
      { id: play.id, segment_id: facts.id, started_at: new Date(play.startedAt), seconds: 29.98, listeners: 3 },
    ]);

    await opened.close();
    opened = await openTestStore(database, log);
    await opened.store.opened();
    expect(await opened.store.rooms.rooms()).toEqual([
      { guildId: '1', channelId: '11' },
      { guildId: '3', channelId: '30' },
    ]);
    expect(await opened.store.ratings.tally(facts.id)).toEqual({ up: 1, down: 0 });
  });

  it('takes what it is told before the database is open, in order', async () => {
    await opened.close();
    opened = await openTestStore(database, log);
    const { store } = opened;
    expect(store.state().kind).toBe('connecting');
    expect(store.health()).toEqual({ problem: 'the database is being opened' });
    const remembered = store.rooms.remember({ guildId: 'early', channelId: '10' });
    expect(store.pendingWrites()).toBe(1);
    expect(await store.rooms.rooms()).toContainEqual({ guildId: 'early', channelId: '10' });
    await remembered;
    expect(store.health()).toBe('ok');
  });

  it('drops a write the database will never take, says so, and goes on with the next', async () => {
    const { playLog, rooms } = opened.store;
    const bad = { id: randomUUID(), segmentId: 'a nul \0 character', startedAt: 1_000 };
    playLog.playStarted(bad);
    playLog.playStarted({ id: 'not a uuid', segmentId: 'lofi-1', startedAt: 1_000 });
    playLog.playStarted({ id: randomUUID(), segmentId: 'lofi-1', startedAt: Number.NaN });
    playLog.segmentMade(segmentFacts({ id: 'half a seed', seed: 0.5 }));
    playLog.segmentMade(segmentFacts({ id: 'dateless', createdAt: 'yesterday' }));
    await rooms.remember({ guildId: 'after the bad', channelId: '10' });
    expect(await rooms.rooms()).toContainEqual({ guildId: 'after the bad', channelId: '10' });
    expect(opened.store.health()).toBe('ok');
    expect(log.lines).toContainEqual(
      expect.stringMatching(`^error The start of the play ${bad.id} was not stored \\(1 lost so far\\): .*0x00`),
    );
    expect(log.lines.filter((line) => line.includes('away'))).toEqual([]);
  });

  it('rejects a rating that names no play, with a sentence for the listener', async () => {
    const refused = opened.store.ratings.rate(rating({ playId: 'the one before' }));
    await expect(refused).rejects.toThrow(StoreError);
    await expect(refused).rejects.toThrow(/could not be stored/);
    await expect(opened.store.ratings.rate(rating())).resolves.toBeUndefined();
  });

  it('answers with an error after it was closed', async () => {
    await opened.close();
    await expect(opened.store.ratings.rate(rating())).rejects.toThrow(StoreError);
    await expect(opened.store.rooms.rooms()).rejects.toThrow(/closed/);
    expect(() => opened.store.playLog.playEnded(randomUUID(), { seconds: 1, listeners: 1 })).not.toThrow();
    expect(opened.store.health()).toEqual({ problem: 'the store is closed' });
  });
});
