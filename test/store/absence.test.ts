import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { lockDataFolder } from '../../src/store/data-folder.ts';
import { Database } from '../../src/store/database.ts';
import { embeddedSessions } from '../../src/store/embedded-session.ts';
import { startEmbeddedDatabase } from '../../src/store/embedded-database.ts';
import type { EmbeddedDatabase } from '../../src/store/embedded-database.ts';
import { parseGuildSettings } from '../../src/radio/index.ts';
import { StoreError } from '../../src/store/index.ts';
import { Journal } from '../../src/store/journal.ts';
import { readMigrations } from '../../src/store/migrations.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { createPlayLog } from '../../src/store/play-log.ts';
import { HAS_SERVER, memoryLog, openTestStore, stored, testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { query } from '../support/query.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';

// Opening a database takes half a second on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PLAYS = 60;

function play(number: number): { readonly id: string; readonly segmentId: string; readonly startedAt: number } {
  return { id: randomUUID(), segmentId: `lofi-${number}`, startedAt: number * 1_000 };
}

const NUMBERS = Array.from({ length: PLAYS }, (_, number) => ({ segment_id: `lofi-${number}`, seconds: number }));
const ROWS = `SELECT segment_id, seconds FROM plays ORDER BY started_at`;

describe('the embedded database', () => {
  it('is started again when its thread ends, and what was written meanwhile is not lost', async () => {
    const test = await testDatabase('embedded');
    onTestFinished(() => test.remove());
    const dataFolder = await lockDataFolder(test.dataDir);
    const started: EmbeddedDatabase[] = [];
    const open = embeddedSessions(dataFolder, await readMigrations(), async (folder, signal) => {
      const embedded = await startEmbeddedDatabase(folder, signal);
      started.push(embedded);
      return embedded;
    });
    const log = memoryLog();
    const journal = await Journal.open({ folder: path.join(test.dataDir, 'journal'), log });
    const database = new Database({ open, log, now: Date.now });
    const outbox = new Outbox({ journal, database, log, onTaken: () => undefined });
    const playLog = createPlayLog(journal);
    for (let number = 0; number < PLAYS; number++) {
      const one = play(number);
      playLog.playStarted(one);
      playLog.playEnded(one.id, { seconds: number, listeners: 1 });
      if (number === 20) await outbox.drained(AbortSignal.timeout(60_000));
      if (number === 30) void started[0]?.stop();
    }
    expect(await outbox.drained(AbortSignal.timeout(60_000))).toBe(true);
    expect(started).toHaveLength(2);
    expect(log.lines.filter((line) => !line.includes('brought up to date'))).toEqual([
      expect.stringMatching(/^warn The database is away: .* The radio plays on/),
      expect.stringMatching(/^info The database is back after \d+ s/),
    ]);
    expect(await query(test, ROWS)).toEqual(NUMBERS);
    await Promise.all([database.close(), outbox.close()]);
    await journal.close();
    await dataFolder.release();
  });
});

describe.runIf(HAS_SERVER)('a server', () => {
  let test: TestDatabase;
  let proxy: TcpProxy;
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  const log = memoryLog();

  async function setUp(wire: 'whole' | 'cut'): Promise<void> {
    log.lines.length = 0;
    test = await testDatabase('server');
    const direct = new URL(test.databaseUrl ?? '');
    proxy = await tcpProxy({ host: direct.hostname, port: Number(direct.port || 5432) });
    if (wire === 'cut') proxy.cut();
    await reopen();
  }

  async function reopen(): Promise<void> {
    const proxied = new URL(test.databaseUrl ?? '');
    proxied.host = `127.0.0.1:${proxy.port}`;
    proxied.password = 'sesame';
    opened = await openTestStore({ dataDir: test.dataDir, databaseUrl: proxied.href }, log);
  }

  afterEach(async () => {
    await opened.close();
    await proxy.close();
    await test.remove();
  });

  it('may go away and come back while the radio writes: nothing is lost, and the order is kept', async () => {
    await setUp('whole');
    const { store } = opened;
    await store.opened();
    for (let number = 0; number < PLAYS; number++) {
      const one = play(number);
      store.playLog.playStarted(one);
      store.playLog.playEnded(one.id, { seconds: number, listeners: 1 });
      if (number === 20) await vi.waitUntil(() => store.pendingWrites() < 15);
      if (number === 30) proxy.cut();
    }
    await vi.waitUntil(() => store.state().kind === 'away');
    const problem = expect.stringMatching(/^the database is away: .*; \d+ writes wait in the journal$/) as string;
    expect(store.health()).toEqual({ problem });
    const remembered = store.rooms.remember({ guildId: '1', channelId: '10' });
    proxy.mend();
    await remembered;
    await vi.waitUntil(() => store.pendingWrites() === 0, 60_000);
    expect(store.health()).toBe('ok');
    expect(await query(test, ROWS)).toEqual(NUMBERS);
    expect(log.lines).toContainEqual(expect.stringMatching(/^info The database is back/));
  });

  it('may be away when the radio starts', async () => {
    await setUp('cut');
    const { store } = opened;
    await store.opened();
    expect(store.state().kind).toBe('away');
    const one = play(1);
    store.playLog.playStarted(one);
    const rooms = store.rooms.rooms();
    proxy.mend();
    expect(await rooms).toEqual([]);
    await stored(store);
    expect(await query(test, 'SELECT id FROM plays')).toEqual([{ id: one.id }]);
  });

  it('may be away when the radio starts again: rooms and settings are known from the copy, with what was changed since', async () => {
    await setUp('whole');
    const german = parseGuildSettings({ language: 'de' });
    const french = parseGuildSettings({ language: 'fr' });
    for (const guildId of ['1', '2', '3']) await opened.store.rooms.remember({ guildId, channelId: '10' });
    await opened.store.settings.save('1', german);
    await stored(opened.store);
    await opened.close();
    proxy.cut();
    await reopen();
    expect(await opened.store.rooms.rooms()).toHaveLength(3);
    expect(await opened.store.settings.load('1')).toEqual(german);
    expect(await opened.store.settings.load('2')).toBeUndefined();
    await opened.store.settings.save('1', french);
    await opened.store.rooms.forget('3');
    await opened.close();
    await reopen();
    expect(await opened.store.rooms.rooms()).toEqual(['1', '2'].map((guildId) => ({ guildId, channelId: '10' })));
    expect(await opened.store.settings.load('1')).toEqual(french);
    proxy.mend();
    await stored(opened.store);
    expect(await query(test, 'SELECT id, room_channel_id FROM guilds ORDER BY id')).toEqual([
      { id: '1', room_channel_id: '10' },
      { id: '2', room_channel_id: '10' },
      { id: '3', room_channel_id: null },
    ]);
    expect(await query(test, `SELECT settings FROM guilds WHERE id = '1'`)).toEqual([{ settings: french }]);
  });

  it('that turns out to be newer when it comes back is left alone, and health says so', async () => {
    await setUp('cut');
    await query(
      test,
      `CREATE TABLE _prisma_migrations (id TEXT, migration_name TEXT, checksum TEXT, started_at TIMESTAMPTZ,
      finished_at TIMESTAMPTZ, rolled_back_at TIMESTAMPTZ)`,
    );
    await query(test, `INSERT INTO _prisma_migrations VALUES ('1', '29990101_tomorrow', '', now(), now(), NULL)`);
    const { store } = opened;
    await store.opened();
    const rooms = store.rooms.rooms();
    proxy.mend();
    await expect(rooms).rejects.toThrow(/newer than this program: it has the migration "29990101_tomorrow"/);
    expect(store.health()).toEqual({ problem: expect.stringContaining('Update Raindial') as string });
    await expect(store.opened()).rejects.toThrow(StoreError);
    expect(await query(test, `SELECT to_regclass('plays') AS plays`)).toEqual([{ plays: null }]);
  });

  it('that does not answer keeps nobody waiting: the vote is kept and counted, and is in the database when it answers', async () => {
    await setUp('whole');
    const { store } = opened;
    await store.opened();
    const playId = randomUUID();
    await store.ratings.rate({ playId, segmentId: 'lofi-1', listener: 'ben', thumb: -1 });
    await store.ratings.rate({ playId, segmentId: 'lofi-1', listener: 'cas', thumb: 1 });
    await stored(store);
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 1, down: 1 });
    expect(await store.rooms.rooms()).toEqual([]);
    proxy.freeze();
    // Changed: no longer among those that were there before.
    await store.ratings.rate({ playId, segmentId: 'lofi-1', listener: 'cas', thumb: -1 });
    await store.ratings.rate({ playId: randomUUID(), segmentId: 'lofi-1', listener: 'ann', thumb: 1 });
    await store.rooms.remember({ guildId: '1', channelId: '10' });
    // Those of the database are remembered from before.
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 1, down: 2 });
    expect(await store.rooms.rooms()).toEqual([{ guildId: '1', channelId: '10' }]);
    proxy.mend();
    await stored(store);
    expect(await store.ratings.tally('lofi-1')).toEqual({ up: 1, down: 2 });
    expect(await query(test, 'SELECT listener, thumb FROM ratings ORDER BY listener')).toEqual([
      { listener: 'ann', thumb: 1 },
      { listener: 'ben', thumb: -1 },
      { listener: 'cas', thumb: -1 },
    ]);
  });
});
