import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Client } from 'pg';
import {
  DATABASE_KINDS,
  HAS_SERVER,
  memoryLog,
  openTestStore,
  stored,
  temporaryFolder,
  testDatabase,
} from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { connectTo, query } from '../support/query.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const SUMS = `SELECT plays::int, hearings::int, up::int, down::int FROM trait_totals WHERE trait = 'style' AND guild_id = ''`;
const ROWS = `SELECT (SELECT count(*)::int FROM plays) AS plays, (SELECT count(*)::int FROM hearings) AS hearings,
  (SELECT count(*)::int FROM ratings WHERE thumb = 1) AS up, (SELECT count(*)::int FROM ratings WHERE thumb = -1) AS down`;

/** The radio's connections that wait for a lock. */
const WAITING = `SELECT pid FROM pg_stat_activity WHERE application_name = 'raindial' AND wait_event_type = 'Lock'
  AND datname = current_database()`;

let database: TestDatabase;
let opened: Awaited<ReturnType<typeof openTestStore>>;
let log: ReturnType<typeof memoryLog>;

/** Airs a song once, to a listener who rates it. */
async function air(store = opened.store): Promise<void> {
  const play = { id: randomUUID(), segmentId: 'lofi-1', startedAt: Date.now() };
  store.playLog.segmentMade(segmentFacts({ id: 'lofi-1', recipe: recipe({ style: 'lofi' }) }));
  store.playLog.playStarted(play);
  const heard = { playId: play.id, segmentId: 'lofi-1', listener: play.id, fromSeconds: 0, toSeconds: 30 };
  store.playLog.heard?.([{ ...heard, end: 'ended', at: Date.now() }]);
  store.playLog.playEnded(play.id, { seconds: 30, listeners: 1 });
  await store.ratings.rate({ playId: play.id, segmentId: 'lofi-1', listener: play.id, thumb: 1 });
}

/** All plays are in the database, each once, and in its sums once. */
async function expectPlays(count: number): Promise<void> {
  const all = { plays: count, hearings: count, up: count, down: 0 };
  expect(await query(database, ROWS)).toEqual([all]);
  expect(await query(database, SUMS)).toEqual([all]);
}

describe.each(DATABASE_KINDS)('a radio on the %s database', (kind) => {
  beforeEach(async () => {
    log = memoryLog();
    database = await testDatabase(kind);
  });
  afterEach(async () => {
    await opened.close();
    await database.remove();
  });

  it('whose disk is full refuses votes with a sentence, keeps plays in mind, and goes on when there is room', async () => {
    const disk = { full: false };
    opened = await openTestStore(database, log, {
      journal: { open: (file) => open(disk.full ? '/dev/full' : file, disk.full ? 'a' : 'ax'), fileBytes: 1 },
    });
    const { store } = opened;
    await store.opened();
    await air();
    await stored(store);
    disk.full = true;
    await expect(air()).rejects.toThrow('Your rating could not be stored (its disk is full); please try again later.');
    expect(store.health()).toEqual({
      problem: expect.stringMatching(/^the journal can't be written: its disk is full/) as string,
    });
    // Where the radio is to be is held all the same.
    await store.rooms.remember({ guildId: '1', channelId: '10' });
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 1, down: 0 });
    disk.full = false;
    await air();
    await stored(store);
    expect(store.health()).toBe('ok');
    const all = { plays: 3, hearings: 3, up: 2, down: 0 };
    expect(await query(database, ROWS)).toEqual([all]);
    expect(await query(database, SUMS)).toEqual([all]);
    expect(await query(database, 'SELECT room_channel_id FROM guilds')).toEqual([{ room_channel_id: '10' }]);
    expect(log.lines.filter((line) => !line.includes('brought up to date'))).toEqual([
      expect.stringMatching(/^error The journal in .* can't be written: its disk is full\. The radio plays on/),
      'info The journal can be written again.',
    ]);
  });
});

describe.runIf(HAS_SERVER)('a radio on a server', () => {
  let lock: Client;
  let unlock: () => Promise<void>;

  beforeEach(async () => {
    log = memoryLog();
    database = await testDatabase('server');
    opened = await openTestStore(database, log);
    await opened.store.opened();
    ({ client: lock, end: unlock } = await connectTo(database));
  });
  afterEach(async () => {
    await opened.close();
    await unlock();
    await database.remove();
  });

  /** Lets the radio's next transaction stand still where it has written half of what it should. */
  async function standStill(): Promise<void> {
    await lock.query('BEGIN; LOCK TABLE ratings IN ACCESS EXCLUSIVE MODE');
  }

  async function waitingProcess(): Promise<number> {
    return vi.waitFor(
      async () => {
        const [row] = await query(database, WAITING);
        expect(row).toBeDefined();
        return Number(row?.['pid']);
      },
      { timeout: 30_000 },
    );
  }

  it('whose connection is cut in a transaction stores it again, whole and once', async () => {
    await standStill();
    for (let number = 0; number < 20; number++) await air();
    const pid = await waitingProcess();
    await query(database, `SELECT pg_terminate_backend(${pid})`);
    await vi.waitFor(() => expect(opened.store.state().kind).toBe('away'), { timeout: 30_000 });
    await lock.query('ROLLBACK');
    await stored(opened.store);
    await expectPlays(20);
    expect(log.lines).toContainEqual(expect.stringMatching(/^warn The database is away: .* waits in the journal/));
    expect(log.lines).toContainEqual(expect.stringMatching(/^info The database is back/));
  });

  it('that is slow takes votes at once, and stores them when it can', async () => {
    await standStill();
    for (let number = 0; number < 20; number++) await air();
    await waitingProcess();
    expect(opened.store.pendingWrites()).toBeGreaterThan(20);
    // Whoever looks at the votes takes a connection; no more than one is waited for.
    const shown = { up: 20, down: 0 };
    for (let look = 0; look < 20; look++) expect(await opened.store.ratings.tally('lofi-1')).toEqual(shown);
    expect(await query(database, WAITING)).toHaveLength(2);
    await lock.query('ROLLBACK');
    await stored(opened.store);
    await expectPlays(20);
  });

  it('beside another one adds up with it', async () => {
    const dataDir = await temporaryFolder();
    const other = await openTestStore({ dataDir, databaseUrl: database.databaseUrl }, log);
    onTestFinished(() => other.close());
    await other.store.opened();
    for (let number = 0; number < 50; number++) await Promise.all([air(), air(other.store)]);
    await Promise.all([stored(opened.store), stored(other.store)]);
    await expectPlays(100);
    expect(await other.store.ratings.tally('lofi-1')).toEqual({ up: 100, down: 0 });
  });
});
