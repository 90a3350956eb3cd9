import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { lockDataFolder, openStore } from '../src/store/index.ts';
import type { Store } from '../src/store/index.ts';
import { rankedSongs, TRAIT_TOTALS } from '../src/store/totals-reader.ts';
import { fill, GUILDS, segmentIds, STYLES } from './store-history.ts';

// Measures the database of a radio that has a long history: how fast plays are taken in, and how long /stats takes. It makes a database of
// its own on the server of DATABASE_URL and drops it at the end; ten million plays take about 2.5 GB and some minutes.
const { values } = parseArgs({
  options: { plays: { type: 'string', default: '10000000' }, batch: { type: 'string', default: '20000' } },
});
const url = process.env['DATABASE_URL'];
if (url === undefined) throw new Error('Set DATABASE_URL to a Postgres server whose user may create databases.');

const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-bench-'));
const name = `raindial_bench_${randomUUID().slice(0, 8)}`;
const own = new URL(url);
own.pathname = `/${name}`;
const server = new Client({ connectionString: url });
await server.connect();
await server.query(`CREATE DATABASE ${name}`);
const client = new Client({ connectionString: own.href });
try {
  const quiet = { info: () => undefined, warn: console.error, error: console.error };
  const store = await openStore({ databaseUrl: own.href, dataFolder: await lockDataFolder(folder), log: quiet });
  await store.opened();
  await client.connect();
  const began = performance.now();
  await fill(client, Number(values.plays));
  const filled = (performance.now() - began) / 1000;
  const intake = await takeIn(store, Number(values.batch));
  const { rows } = await client.query<{ version: string; bytes: string }>(
    'SELECT version(), pg_size_pretty(pg_database_size(current_database())) AS bytes',
  );
  const from = Date.now() - 30 * 86_400_000;
  console.log(
    JSON.stringify(
      {
        machine: { cpu: os.cpus()[0]?.model, cores: os.cpus().length, load: os.loadavg()[0], ...rows[0] },
        filled: { plays: Number(values.plays), seconds: round(filled) },
        intake,
        milliseconds: {
          'stats of all guilds, ever': await median(() => store.totals.totals()),
          'stats of all guilds by instrument, ever': await median(() => store.totals.totals({ trait: 'instrument' })),
          'stats of all guilds, 30 days': await median(() => store.totals.totals({ from })),
          'stats of a guild, ever': await median(() => store.totals.totals({ guildId: 'guild-7' })),
          'ten best songs': await median(() => store.totals.songs({ order: 'best', votes: 5, limit: 10 })),
          'votes of a song': await median(() => store.ratings.tally(segmentIds(1)[0] ?? '')),
          'evidence of the last 1,000 plays': await median(() =>
            store.evidence.read({ from: 0, to: Date.now() + 1e9, limit: 1_000 }),
          ),
        },
      },
      null,
      2,
    ),
  );
  await explain('stats of all guilds, ever', TRAIT_TOTALS, ['', '1970-01-01']);
  await explain('stats of a guild, ever', TRAIT_TOTALS, ['guild-7', '1970-01-01']);
  await explain('ten best songs', rankedSongs('best'), [5, 10]);
  await store.close();
} finally {
  await client.end();
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.end();
  await rm(folder, { recursive: true, force: true });
}

/** Plays with their ends, a listener each, and a vote on every twentieth, from the radio's calls to the rows of the database. */
async function takeIn(store: Store, plays: number): Promise<object> {
  const segments = segmentIds(500);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const votes: Promise<void>[] = [];
  for (let index = 0; index < plays; index++) {
    const segmentId = segments[index % segments.length] ?? '';
    const guildId = `guild-${index % GUILDS}`;
    const id = randomUUID();
    const listener = `listener ${index % 1_000}`;
    store.playLog.playStarted({ id, segmentId, startedAt: Date.now(), guildId });
    const at = Date.now();
    const heard = { fromSeconds: 0, toSeconds: 90, end: 'ended', at } as const;
    store.playLog.heard?.([{ playId: id, segmentId, listener, guildId, ...heard }]);
    store.playLog.playEnded(id, { seconds: 90, listeners: 1, end: 'ended' });
    if (index % 20 === 0) votes.push(store.ratings.rate({ playId: id, segmentId, listener, thumb: 1, guildId }));
    // As often as a busy radio: the journal keeps up, and what waits in memory stays little.
    if (index % 1_000 === 999) await Promise.all(votes.splice(0));
  }
  const written = (performance.now() - began) / 1000;
  await store.drained(AbortSignal.timeout(600_000));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    plays,
    'plays a second': Math.round(plays / seconds),
    'rows a second (plays, hearings, votes)': Math.round((plays * 2.05) / seconds),
    'seconds until safe in the journal': round(written),
    'seconds until in the database': round(seconds),
    'processor seconds of this process': round((user + system) / 1e6),
    styles: STYLES.length,
    guilds: GUILDS,
  };
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 11; run++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return round(times.sort((a, b) => a - b)[5] ?? 0);
}

async function explain(what: string, sql: string, parameters: readonly unknown[]): Promise<void> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, [...parameters]);
  console.log(`\n${what}\n${rows.map((row) => row['QUERY PLAN']).join('\n')}`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
