import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from 'pg';
import type { Thumb } from '../../src/radio/index.ts';
import { HAS_SERVER, memoryLog, openTestStore, stored, testDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { connectTo, query } from '../support/query.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';

// A connection that was lost without a word is only noticed after half a minute.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const LISTENERS = ['ann', 'ben', 'cas'];

/** What is said of the connection's end, at most once for each absence. */
const TOLD = /^(warn The database is away: .* The radio plays on; |info The database is back after \d+ s)/;

describe.runIf(HAS_SERVER)('a radio whose server is lost in the middle of a transaction', () => {
  const log = memoryLog();
  let database: TestDatabase;
  let proxy: TcpProxy;
  let opened: Awaited<ReturnType<typeof openTestStore>>;
  let around: Awaited<ReturnType<typeof connectTo>>;
  /** By play and listener: the vote that was acknowledged last. */
  let votes: Map<string, Thumb>;

  beforeEach(async () => {
    log.lines.length = 0;
    votes = new Map();
    database = await testDatabase('server');
    const url = new URL(database.databaseUrl ?? '');
    proxy = await tcpProxy({ host: url.hostname, port: Number(url.port || 5432) });
    url.host = `127.0.0.1:${proxy.port}`;
    opened = await openTestStore({ dataDir: database.dataDir, databaseUrl: url.href }, log);
    await opened.store.opened();
    around = await connectTo(database);
    log.lines.length = 0;
  });
  afterEach(async () => {
    await opened.close();
    await around.end();
    await proxy.close();
    await database.remove();
  });

  /** Airs a song to listeners who vote for it, against it, and against and for it. */
  async function air(): Promise<void> {
    const { playLog } = opened.store;
    const play = { id: randomUUID(), segmentId: 'lofi-1', startedAt: Date.now(), guildId: '42' };
    playLog.segmentMade(segmentFacts({ id: 'lofi-1', recipe: recipe({ style: 'lofi' }) }));
    playLog.playStarted(play);
    const common = { playId: play.id, segmentId: 'lofi-1', guildId: '42' };
    for (const [index, listener] of LISTENERS.entries()) {
      playLog.heard([{ ...common, listener, fromSeconds: index, toSeconds: 30, end: 'ended', at: Date.now() }]);
      await vote(play.id, listener, index === 0 ? 1 : -1);
      if (index === 2) await vote(play.id, listener, 1);
    }
    playLog.playEnded(play.id, { seconds: 30, listeners: LISTENERS.length, end: 'ended' });
  }

  async function vote(playId: string, listener: string, thumb: Thumb): Promise<void> {
    await opened.store.ratings.rate({ playId, segmentId: 'lofi-1', listener, guildId: '42', thumb, heardSeconds: 20 });
    votes.set(`${playId} ${listener}`, thumb);
  }

  /** Everybody who voted for something is against it now. */
  async function changeMinds(): Promise<void> {
    for (const [key, thumb] of [...votes]) {
      const [playId = '', listener = ''] = key.split(' ');
      if (thumb === 1) await vote(playId, listener, -1);
    }
  }

  /** Lets the radio's next transaction stand still where it has written half of what it should; resolves when it does. */
  async function standStill(client: Client): Promise<void> {
    await client.query('BEGIN; LOCK TABLE ratings IN ACCESS EXCLUSIVE MODE');
    await air();
    const waits = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'raindial' AND wait_event_type = 'Lock'
      AND datname = current_database()`;
    await vi.waitFor(async () => expect(await query(database, waits)).toHaveLength(1), { timeout: 60_000 });
  }

  async function expectAll(plays: number): Promise<void> {
    await stored(opened.store);
    const rows = await query(database, 'SELECT play_id, listener, thumb FROM ratings');
    const found = rows.map((row) => [`${String(row['play_id'])} ${String(row['listener'])}`, row['thumb']] as const);
    expect(new Map(found)).toEqual(votes);
    const [up, down] = [1, -1].map((thumb) => [...votes.values()].filter((one) => one === thumb).length);
    const sums = { plays, hearings: plays * LISTENERS.length, up, down };
    const columns = 'plays::int, hearings::int, up::int, down::int';
    expect(await query(database, `SELECT ${columns} FROM song_totals`)).toEqual([sums]);
    const styles = `SELECT ${columns} FROM trait_totals WHERE trait = 'style' ORDER BY guild_id`;
    expect(await query(database, styles)).toEqual([sums, sums]);
    expect(await query(database, 'SELECT count(*)::int AS plays FROM plays WHERE seconds = 30')).toEqual([{ plays }]);
    expect(await opened.store.ratings.tally('lofi-1')).toEqual({ up, down });
    expect(log.lines.filter((line) => !TOLD.test(line))).toEqual([]);
  }

  it('and stays away for a while keeps what is played and voted meanwhile, and each vote as it was changed last', async () => {
    await air();
    await stored(opened.store);
    await standStill(around.client);
    proxy.cut();
    await around.client.query('ROLLBACK');
    await vi.waitFor(() => expect(opened.store.state().kind).toBe('away'), { timeout: 60_000 });
    for (let number = 0; number < 10; number++) await air();
    await changeMinds();
    // All of them were voted on here, and all are against it.
    expect(await opened.store.ratings.tally('lofi-1')).toEqual({ up: 0, down: votes.size });
    await air();
    proxy.mend();
    await expectAll(13);
    expect(log.lines.filter((line) => line.startsWith('info'))).toHaveLength(1);
  });

  it('without a word goes on when the server has given that transaction up, and its locks', async () => {
    await air();
    await stored(opened.store);
    await standStill(around.client);
    proxy.lose();
    await around.client.query('ROLLBACK');
    await changeMinds();
    await air();
    await expectAll(3);
    expect(log.lines.length).toBeLessThanOrEqual(4);
  });
});
