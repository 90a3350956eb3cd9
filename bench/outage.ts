import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { INVITED_RIGHTS } from '../src/discord/index.ts';
import { seededRandom } from '../src/random/index.ts';
import { listenerHash } from '../src/radio/index.ts';
import { listenerKey } from '../src/store/index.ts';
import { LoopbackDiscord, OPTION } from '../test/support/discord/loopback-discord.ts';
import type { Person } from '../test/support/discord/world.ts';
import { eventually, spawnRadio, type SpawnedRadio } from '../test/support/spawn-radio.ts';
import { crowd, playOnPanel, type CrowdedRoom } from './outage/crowd.ts';
import { operatorLines } from './outage/operator-log.ts';
import { findPostgres, OwnPostgres } from './outage/own-postgres.ts';
import { Phases } from './outage/phases.ts';
import { SeenPlays } from './outage/seen-plays.ts';
import { readStored, storedVotes } from './outage/stored.ts';
import { VoteBook } from './outage/vote-book.ts';
import { RoomListener } from './soak/room-listener.ts';

// The radio as `npm start` runs it plays to rooms and pages whose listeners vote all the while, and its Postgres, one of this bench's own, is stopped, cut off
// and slowed down; the radio is killed in the middle. At the end what listeners were told is compared with what is stored.
const { values } = parseArgs({
  options: {
    /** For how long Postgres is away. */
    seconds: { type: 'string', default: '60' },
    /** For how long queries have to wait, later. */
    slow: { type: 'string', default: '40' },
    calm: { type: 'string', default: '20' },
    rooms: { type: 'string', default: '4' },
    people: { type: 'string', default: '3' },
    pages: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    /** The folder of Postgres's programs; looked for when not given. */
    postgres: { type: 'string', default: findPostgres() ?? '' },
  },
});
const [away, slow, calm, roomCount, peopleCount, pages] = (
  ['seconds', 'slow', 'calm', 'rooms', 'people', 'pages'] as const
).map((name) => positive(name, values[name])) as [number, number, number, number, number, number];
if (values.postgres === '') {
  console.error(
    'No Postgres was found (initdb, pg_ctl). Install the server, or name its folder: --postgres /path/to/bin.',
  );
  process.exit(2);
}
/** What Postgres does not take within so many seconds after all is well again counts as lost. */
const DRAINING_SECONDS = 120;

const random = seededRandom(Number(values.seed));
const postgres = await OwnPostgres.make(values.postgres);
const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-outage-'));
const certificate = path.join(folder, 'loopback.pem');
const discord = await LoopbackDiscord.open();
const runs: SpawnedRadio[] = [];
let isUp = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    runs.at(-1)?.process.kill('SIGKILL');
    postgres.removeAtOnce();
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  });
}
try {
  await writeFile(certificate, discord.certificate);
  await postgres.start();
  const failures = await run();
  process.exitCode = failures > 0 ? 1 : 0;
} catch (error) {
  console.error(runs.at(-1)?.output().slice(-4000));
  throw error;
} finally {
  await runs.at(-1)?.stop('SIGKILL');
  discord.close();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
}

/** Resolves to how many things were lost, or are there twice. */
async function run(): Promise<number> {
  const { listeners, rooms } = openRooms();
  const began = Date.now();
  await start();
  await callTo(rooms, listeners);
  const key = await listenerKey(folder);
  const votes = new VoteBook();
  const plays = new SeenPlays();
  const phases = new Phases(listeners, () => votes.acknowledged);
  const ending = new AbortController();
  const crowding = crowd(
    {
      ...{ discord, rooms, votes, plays, random, webListeners: pages },
      radioUrl: () => (isUp ? runs.at(-1)?.url : undefined),
      hash: (identity) => listenerHash(key, identity),
    },
    ending.signal,
  );

  await phases.during('all is well', () => sleep(calm * 1000));
  await phases.during('Postgres is away', async () => {
    await postgres.stop('immediate');
    await sleep((away / 2) * 1000);
  });
  const silence = await phases.during('… the radio is killed and started', () => killAndReturn(listeners));
  await phases.during('… and still away', () => sleep((away / 2) * 1000));
  const drained: Record<string, number> = {};
  await phases.during('Postgres is back', async () => {
    await postgres.start();
    drained['after it was away'] = await untilDrained(votes);
    await sleep(calm * 500);
  });
  await phases.during('connections are cut, in transactions too', async () => {
    for (let round = 0; round < 3; round++) await cutInTransaction();
    drained['after cuts'] = await untilDrained(votes);
  });
  await phases.during('queries wait for a lock', () => withLock(() => sleep(slow * 1000)));
  await phases.during('all is well again', async () => {
    drained['after slow queries'] = await untilDrained(votes);
    await sleep(calm * 500);
  });
  ending.abort();
  await crowding;
  await untilDrained(votes);
  isUp = false;
  const code = await runs.at(-1)?.stop();

  const stored = await withClient((client) => readStored(client));
  const comparison = votes.compare(stored.votes);
  const missing = plays.certain().filter((playId) => !stored.plays.includes(playId));
  console.table(phases.table());
  console.table({
    'votes that listeners were told of': { count: comparison.acknowledged },
    'of which by different listeners or of different plays': { count: comparison.expected },
    'stored votes': { count: comparison.stored },
    'votes LOST': { count: comparison.lost.length },
    'votes that nobody gave': { count: comparison.unknown.length },
    'votes that were refused with a sentence': { count: comparison.refused },
    'votes without an answer (killed)': { count: comparison.unanswered },
    'plays that were seen on air': { count: plays.certain().length },
    'stored plays': { count: stored.plays.length },
    'plays LOST': { count: missing.length },
    'plays without an end (killed)': { count: stored.unfinished },
    'stored stretches of listening': { count: stored.hearings },
    'plays that ended, with no listener': { count: stored.unheard },
    'stretches that are there TWICE': { count: stored.overlaps },
    'sums that are WRONG': { count: stored.wrongSums },
  });
  console.log('Stretches by their end:', stored.ends);
  console.log('Seconds until all acknowledged votes were stored:', drained);
  console.log(`Silence when the radio was killed: ${silence.toFixed(1)} s. It ended with code ${code ?? 'none'}.`);
  console.log('What the operator read of it (seconds from the start):');
  for (const { at, level, text } of runs.flatMap((radio) => operatorLines(radio.output(), began)))
    console.log(`${at.toFixed(1).padStart(7)} ${level.padEnd(5)} ${text}`);
  for (const lost of [...comparison.lost, ...missing]) console.error(`Lost: ${lost}`);
  return comparison.lost.length + comparison.unknown.length + missing.length + stored.overlaps + stored.wrongSums;
}

async function start(): Promise<SpawnedRadio> {
  const radio = await spawnRadio({
    data: folder,
    env: {
      DATABASE_URL: postgres.url,
      DISCORD_TOKEN: discord.world.token,
      DISCORD_API_URL: discord.apiUrl,
      NODE_EXTRA_CA_CERTS: certificate,
      LOG_FORMAT: 'json',
    },
  });
  runs.push(radio);
  return radio;
}

/** A guild for each room, with people in its lounge; one of them hears what is sent. */
function openRooms(): { readonly rooms: readonly CrowdedRoom[]; readonly listeners: readonly RoomListener[] } {
  const { world } = discord;
  // An owner each: nobody types more than one person may.
  while (world.guilds.length < roomCount) {
    const number = world.guilds.length + 1;
    world.addGuild(`Guild ${number}`, world.addPerson(`owner ${number}`));
  }
  const lateness = createHistogram();
  const listeners: RoomListener[] = [];
  const rooms = world.guilds.map((guild, index): CrowdedRoom => {
    // For the panel.
    guild.botMay = INVITED_RIGHTS;
    const people: Person[] = [];
    for (let number = 0; number < peopleCount; number++) people.push(world.addPerson(`listener ${index} ${number}`));
    for (const person of people.slice(1)) discord.sit(person, guild.lounge);
    const [ear] = people;
    if (ear !== undefined)
      listeners.push(
        discord.listenBy(ear, guild.lounge, (options) => new RoomListener({ ...options, isEncrypted: true, lateness })),
      );
    return { guild, people };
  });
  return { rooms, listeners };
}

/** Calls the radio into each room and has a panel put up, and waits until all hear it and a song is on. */
async function callTo(rooms: readonly CrowdedRoom[], listeners: readonly RoomListener[]): Promise<void> {
  const radio = runs[0];
  if (radio === undefined) throw new Error('There is no radio.');
  await eventually(
    radio,
    'the bot is ready',
    120,
    async () => (await Promise.resolve(discord.commands.length > 0)) || undefined,
  );
  for (const { guild } of rooms) {
    const channel = { name: 'channel', type: OPTION.channel, value: guild.lounge.id };
    for (const [name, options] of [
      ['join', [channel]],
      ['panel', []],
    ] as const) {
      const subcommand = { name, type: OPTION.subcommand, options };
      await discord.type({ by: guild.owner, in: guild.text, command: 'radio', options: [subcommand] }).message();
    }
  }
  await eventually(radio, 'every room hears a song', 300, async () => {
    const isOn =
      listeners.every(({ packets }) => packets > 0) &&
      rooms.every(({ guild }) => playOnPanel(discord, guild) !== undefined);
    return (await Promise.resolve(isOn)) || undefined;
  });
  isUp = true;
}

/** Kills the radio, starts it anew, and waits for the first packet in each room. Resolves to the seconds of silence. */
async function killAndReturn(listeners: readonly RoomListener[]): Promise<number> {
  isUp = false;
  const killedAt = performance.now();
  await runs.at(-1)?.stop('SIGKILL');
  discord.noticeBotIsGone();
  for (const listener of listeners) listener.reset();
  const radio = await start();
  await eventually(radio, 'every room hears the radio again', 120, async () => {
    const isBack = listeners.every(({ packets }) => packets > 0);
    return (await Promise.resolve(isBack)) || undefined;
  });
  const silence = (performance.now() - killedAt) / 1000;
  // What was silent is told apart.
  for (const listener of listeners) listener.reset();
  isUp = true;
  return silence;
}

/** Seconds until the votes that are acknowledged now are stored. Gives up after a while: the comparison tells what is lost. */
async function untilDrained(votes: VoteBook): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const seconds = (performance.now() - startedAt) / 1000;
    const { there, of } = votes.progress(await withClient((client) => storedVotes(client)));
    if (there === of || seconds > DRAINING_SECONDS) return Math.round(seconds * 10) / 10;
    await sleep(200);
  }
}

/** Holds the table of votes until `act` is done: whatever wants to write one waits, in the middle of its transaction. */
async function withLock(act: (client: Client) => Promise<void>): Promise<void> {
  await withClient(async (client) => {
    await client.query('BEGIN; LOCK TABLE ratings IN ACCESS EXCLUSIVE MODE');
    await act(client);
    await client.query('ROLLBACK');
  });
}

/** Ends all of the radio's connections when one of them has written half of a transaction. */
async function cutInTransaction(): Promise<void> {
  await withLock(async (client) => {
    for (;;) {
      // In a transaction the view stays as it was first seen.
      await client.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'raindial' AND wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'`,
      );
      if (rows.length > 0) break;
      await sleep(100);
    }
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'raindial'`);
  });
}

async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  console.error(`--${name} must be a number above 0`);
  process.exit(2);
}
