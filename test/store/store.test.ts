import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseGuildSettings } from '../../src/radio/index.ts';
import type { Rating } from '../../src/radio/index.ts';
import { StoreError } from '../../src/store/index.ts';
import { DATABASE_KINDS, memoryLog, openTestStore, stored, testDatabase } from '../support/databases.ts';
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
    await stored(opened.store);
    expect(await ratings.tally('lofi-1')).toEqual({ up: 2, down: 1 });
    // A vote that is still in the journal takes the place of the one in the database.
    await ratings.rate(rating({ playId, listener: 'ann', thumb: 1 }));
    expect(await ratings.tally('lofi-1')).toEqual({ up: 3, down: 0 });
    await stored(opened.store);
    expect(await ratings.tally('lofi-1')).toEqual({ up: 3, down: 0 });
  });

  it('keeps a vote after less than 5 s of listening, and does not count it', async () => {
    const { ratings } = opened.store;
    const short = rating({ segmentId: 'short', listener: 'ann', heardSeconds: 4.9 });
    await ratings.rate(short);
    await ratings.rate(rating({ segmentId: 'short', listener: 'ben', heardSeconds: 5 }));
    expect(await ratings.tally('short')).toEqual({ up: 1, down: 0 });
    await stored(opened.store);
    expect(await ratings.tally('short')).toEqual({ up: 1, down: 0 });
    const rows = `SELECT listener, heard_seconds, counted FROM ratings WHERE segment_id = 'short' ORDER BY 1`;
    expect(await query(database, rows)).toEqual([
      { listener: 'ann', heard_seconds: 4.9, counted: false },
      { listener: 'ben', heard_seconds: 5, counted: true },
    ]);
    await ratings.rate({ ...short, heardSeconds: 60, thumb: -1 });
    await stored(opened.store);
    expect(await ratings.tally('short')).toEqual({ up: 1, down: 1 });
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

    await stored(opened.store);
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
      {
        ...{ id: play.id, segment_id: facts.id, started_at: new Date(play.startedAt), seconds: 29.98, listeners: 3 },
        ...{ guild_id: null, end: null, choice: null },
      },
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
    expect(store.pendingWrites()).toBeGreaterThan(0);
    expect(await store.rooms.rooms()).toContainEqual({ guildId: 'early', channelId: '10' });
    await remembered;
    await stored(store);
    expect(store.health()).toBe('ok');
  });

  it('keeps what guilds have set, which holds at once', async () => {
    const { settings } = opened.store;
    expect(await settings.load('77')).toBeUndefined();
    const loud = parseGuildSettings({ language: 'de', styles: ['house'], volumeTarget: -18 });
    const saving = settings.save('77', loud);
    expect(await settings.load('77')).toEqual(loud);
    await saving;
    await opened.close();
    opened = await openTestStore(database, log);
    expect(await opened.store.settings.load('77')).toEqual(loud);
    await settings.load('78').catch(() => undefined);
    await opened.store.opened();
    expect(await opened.store.settings.load('77')).toEqual(loud);
    expect(await opened.store.settings.load('78')).toBeUndefined();
    await stored(opened.store);
    expect(await query(database, `SELECT settings FROM guilds WHERE id = '77'`)).toEqual([{ settings: loud }]);
  });

  it('drops a write the database will never take, says so, and goes on with the next', async () => {
    const { playLog, rooms } = opened.store;
    const bad = { id: randomUUID(), segmentId: 'a nul \0 character', startedAt: 1_000 };
    playLog.playStarted(bad);
    playLog.playStarted({ id: 'not a uuid', segmentId: 'lofi-1', startedAt: 1_000 });
    playLog.playStarted({ id: randomUUID(), segmentId: 'lofi-1', startedAt: Number.NaN });
    playLog.segmentMade(segmentFacts({ id: 'half a seed', seed: 0.5 }));
    playLog.segmentMade(segmentFacts({ id: 'dateless', createdAt: 'yesterday' }));
    const good = { id: randomUUID(), segmentId: 'after the bad', startedAt: 1_000 };
    playLog.playStarted(good);
    await rooms.remember({ guildId: 'after the bad', channelId: '10' });
    await stored(opened.store);
    expect(await query(database, `SELECT id FROM plays WHERE segment_id = 'after the bad'`)).toEqual([{ id: good.id }]);
    expect(opened.store.health()).toBe('ok');
    expect(log.lines).toContainEqual(
      expect.stringMatching(`^error The start of the play ${bad.id} was not stored, and put aside .* \\(1 so far\\): `),
    );
    const aside = await readFile(path.join(database.dataDir, 'journal', 'refused.jsonl'), 'utf8');
    expect(aside.trim().split('\n')).toHaveLength(5);
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
