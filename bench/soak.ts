import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/random/index.ts';
import { LoopbackDiscord, OPTION } from '../test/support/discord/loopback-discord.ts';
import type { Guild } from '../test/support/discord/guild.ts';
import { spawnRadio, type SpawnedRadio } from '../test/support/spawn-radio.ts';
import { chooseFault } from './soak/faults.ts';
import { MachineWatch } from './soak/machine-watch.ts';
import { memoryMap, type Use } from './soak/memory-map.ts';
import { percentile, processUse, slope } from './soak/process-use.ts';
import { GAP_MILLISECONDS, RoomListener, type Gap } from './soak/room-listener.ts';

// The radio as `npm start` runs it plays to many rooms of a loopback Discord in this process, where things go wrong at random; what the rooms hear is counted.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rooms: { type: 'string', default: '20' },
    /** Connections to the gateway, each for a part of the rooms; all may log in at once. */
    shards: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    /** Seconds from fault to fault; 0 is none. */
    every: { type: 'string', default: '15' },
    /** Worker threads that render; with `--busy` they always have something to do. */
    workers: { type: 'string', default: '1' },
    busy: { type: 'boolean', default: false },
    'no-dave': { type: 'boolean', default: false },
    'no-kill': { type: 'boolean', default: false },
    /** The radio's data folder; a new one that is removed at the end when not given. */
    data: { type: 'string' },
    json: { type: 'string' },
  },
});
const minutes = positive('minutes', values.minutes);
const roomCount = positive('rooms', values.rooms);
const shardCount = positive('shards', values.shards);
const random = seededRandom(Number(values.seed));
const isEncrypted = !values['no-dave'];

/** How long after a fault a pause counts as its. */
const FAULT_REACH_MILLISECONDS = 20_000;
const SAMPLE_MILLISECONDS = 5000;
/** From when on memory should not grow. */
const SETTLED_MINUTES = 5;
const settledMinutes = Math.min(SETTLED_MINUTES, minutes / 2);

interface Room {
  readonly guild: Guild;
  readonly listener: RoomListener;
}

/** A fault as it happened. */
interface Struck {
  readonly name: string;
  readonly at: number;
  readonly rooms: readonly Room[];
}

const folder = values.data ?? (await mkdtemp(path.join(os.tmpdir(), 'raindial-soak-')));
await mkdir(folder, { recursive: true });
const discord = await LoopbackDiscord.open();
if (!isEncrypted) discord.voice.daveVersion = 0;
discord.gateway.shards.recommended = shardCount;
discord.gateway.shards.maxConcurrency = shardCount;
const certificate = path.join(folder, 'loopback.pem');
await writeFile(certificate, discord.certificate);
const lateness = createHistogram();
const passerBy = discord.world.addPerson('passer-by');
let radio: SpawnedRadio | undefined;
// The radio ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  const rooms = openRooms();
  radio = await start();
  await callTo(rooms);
  const result = await soak(rooms, radio);
  const afterKill = values['no-kill'] ? undefined : await killAndReturn(rooms);
  const table = {
    minutes,
    rooms: roomCount,
    shards: shardCount,
    dave: isEncrypted,
    seed: Number(values.seed),
    ...result,
    afterKill,
  };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(table, null, 2)}\n`);
  const { faults, ...rest } = table;
  console.table(faults);
  console.log(JSON.stringify(rest, null, 2));
} catch (error) {
  console.error(radio?.output().slice(-4000));
  throw error;
} finally {
  await radio?.stop();
  discord.close();
  if (values.data === undefined) await rm(folder, { recursive: true, force: true });
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
  return value;
}

function start(): Promise<SpawnedRadio> {
  return spawnRadio({
    data: folder,
    env: {
      DISCORD_TOKEN: discord.world.token,
      DISCORD_API_URL: discord.apiUrl,
      NODE_EXTRA_CA_CERTS: certificate,
      RAINDIAL_WORKERS: values.workers,
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'warn',
    },
  });
}

/** A guild for each room, and somebody who listens in its lounge. */
function openRooms(): readonly Room[] {
  const { world } = discord;
  // An owner each: nobody types more than one person may, and what an owner asks for is not counted.
  while (world.guilds.length < roomCount) {
    const number = world.guilds.length + 1;
    world.addGuild(`Guild ${number}`, world.addPerson(`owner ${number}`));
  }
  return world.guilds.map((guild) => ({
    guild,
    listener: discord.listenBy(
      world.listener,
      guild.lounge,
      (options) => new RoomListener({ ...options, isEncrypted, lateness }),
    ),
  }));
}

/** Types `/radio join` in each guild, and waits until all hear it. */
async function callTo(rooms: readonly Room[]): Promise<void> {
  await until('the bot is ready', 120, () => discord.commands.length > 0);
  for (const { guild } of rooms) {
    discord.type({
      by: guild.owner,
      in: guild.text,
      command: 'radio',
      options: [
        {
          name: 'join',
          type: OPTION.subcommand,
          options: [{ name: 'channel', type: OPTION.channel, value: guild.lounge.id }],
        },
      ],
    });
  }
  await until('every room hears the radio', 120 + roomCount * 1.5, () =>
    rooms.every(({ listener }) => listener.packets > 0),
  );
}

async function soak(rooms: readonly Room[], { process, url }: SpawnedRadio): Promise<{ readonly faults: object }> {
  const pid = process.pid ?? 0;
  for (const { listener } of rooms) listener.reset();
  lateness.reset();
  const startedAt = performance.now();
  const machine = new MachineWatch();
  const before = processUse(pid);
  const memory: [number, number][] = [];
  let settledBy: Record<Use, number> | undefined;
  const struck: Struck[] = [];
  const end = startedAt + minutes * 60_000;
  const every = Number(values.every) * 1000;
  let nextFault = startedAt + every;
  while (performance.now() < end) {
    const due = Math.min(end, every > 0 ? nextFault : end, performance.now() + SAMPLE_MILLISECONDS);
    await sleep(Math.max(0, due - performance.now()));
    memory.push([(performance.now() - startedAt) / 60_000, processUse(pid).rssMb]);
    if (performance.now() - startedAt >= settledMinutes * 60_000) settledBy ??= memoryMap(pid);
    if (values.busy) askForSongs();
    if (every === 0 || performance.now() < nextFault || performance.now() > end - every) continue;
    nextFault += every;
    struck.push(await strike(rooms));
  }
  // Whoever was hit last has time to come back.
  await sleep(every > 0 ? FAULT_REACH_MILLISECONDS : 0);
  const after = processUse(pid);
  const endBy = memoryMap(pid);
  const seconds = (performance.now() - startedAt) / 1000;
  // Before the counting below, which keeps this process from hearing for a moment.
  const silentNow = rooms.filter(({ listener }) => performance.now() - (listener.lastAt ?? 0) > 1000).length;
  const { unprovoked, byFault } = judge(rooms, struck);
  return {
    packets: sum(rooms, ({ packets }) => packets),
    lost: sum(rooms, ({ lost }) => lost),
    undecipherable: sum(rooms, (one) => one.undecipherable),
    unprotected: sum(rooms, (one) => one.unprotected),
    gapsWithoutFault: {
      count: unprovoked.length,
      longestMs: longest(unprovoked),
      /** When the longest ones ended. */
      atSeconds: [
        ...new Set(
          unprovoked
            .toSorted((a, b) => b.to - b.from - (a.to - a.from))
            .map(({ to }) => Math.round((to - startedAt) / 1000)),
        ),
      ].slice(0, 10),
    },
    latenessMs: {
      p50: lateness.percentile(50) / 1000,
      p99: lateness.percentile(99) / 1000,
      max: lateness.max / 1000,
    },
    clock: await clockMetrics(url),
    machine: await machine.end(),
    silentNow,
    cpu: {
      mainThreadPercent: percent(after.mainSeconds - before.mainSeconds, seconds),
      allThreadsPercent: percent(after.allSeconds - before.allSeconds, seconds),
      mainThreadPercentPerRoom: percent(after.mainSeconds - before.mainSeconds, seconds * roomCount),
    },
    rssMb: { ...growth(memory), settledBy, endBy },
    gateway: { ...discord.gateway.counts, busiestMinute: discord.gateway.busiestMinute },
    voice: discord.voice.counts,
    faults: byFault,
  } as { readonly faults: object };
}

/**
 * How the radio's memory grew from its fifth minute (of a short soak, from the half) to its last one: medians of a minute each, for it is higher while a song is made.
 * `memory`: minutes since the beginning, and megabytes.
 */
function growth(memory: readonly (readonly [number, number])[]) {
  const median = (from: number, to: number): number =>
    percentile(
      memory.filter(([at]) => at >= from && at < to).map(([, megabytes]) => megabytes),
      0.5,
    );
  const [settled, end] = [median(settledMinutes, settledMinutes + 1), median(minutes - 1, Infinity)];
  return {
    start: Math.round(memory[0]?.[1] ?? NaN),
    settled: Math.round(settled),
    end: Math.round(end),
    highest: Math.round(Math.max(...memory.map(([, megabytes]) => megabytes))),
    /** All of it, shared out among the rooms. */
    perRoom: Math.round((end / roomCount) * 10) / 10,
    growthPercent: Math.round((end / settled - 1) * 10_000) / 100,
    slopePerHour: Math.round(slope(memory.filter(([at]) => at >= settledMinutes)) * 60),
  };
}

/** Keeps the workers busy: two songs are asked for whenever there is room in the queue. */
function askForSongs(): void {
  for (let song = 0; song < 2; song++) {
    const guild = discord.world.guilds[Math.floor(random() * discord.world.guilds.length)];
    if (guild !== undefined) discord.type({ by: guild.owner, in: guild.text, command: 'generate' });
  }
}

async function strike(rooms: readonly Room[]): Promise<Struck> {
  const fault = chooseFault(random);
  const room = rooms[Math.floor(random() * rooms.length)];
  if (room === undefined) throw new Error('There are no rooms.');
  const at = performance.now();
  await fault.strike(discord, room.guild, passerBy);
  const isHit = (one: Room): boolean =>
    fault.hits === 'shard' ? discord.shardOf(one.guild) === discord.shardOf(room.guild) : one === room;
  return { name: fault.name, at, rooms: fault.hits === 'all' ? rooms : rooms.filter(isHit) };
}

/** Which pauses belong to which fault. */
function judge(rooms: readonly Room[], struck: readonly Struck[]) {
  const unprovoked: Gap[] = [];
  const silences = new Map<Struck, number[]>(struck.map((one) => [one, []]));
  for (const room of rooms) {
    for (const gap of room.listener.gaps) {
      const cause = struck.findLast(
        ({ at, rooms: hit }) => hit.includes(room) && gap.to >= at && gap.from <= at + FAULT_REACH_MILLISECONDS,
      );
      if (cause === undefined) unprovoked.push(gap);
      else silences.get(cause)?.push(gap.to - gap.from);
    }
  }
  const names = [...new Set(struck.map(({ name }) => name))].sort();
  const byFault = Object.fromEntries(
    names.map((name) => {
      const ones = struck.filter((one) => one.name === name);
      const all = ones.flatMap((one) => silences.get(one) ?? []);
      const hit = ones.reduce((count, one) => count + one.rooms.length, 0);
      return [
        name,
        {
          times: ones.length,
          roomsHit: hit,
          pauses: all.length,
          'median ms': Math.round(percentile(all, 0.5)),
          'longest ms': Math.round(percentile(all, 1)),
        },
      ];
    }),
  );
  return { unprovoked, byFault };
}

/** Kills the radio, starts it anew, and waits for the first packet in each room. */
async function killAndReturn(rooms: readonly Room[]) {
  await radio?.stop('SIGKILL');
  const killedAt = performance.now();
  for (const { listener } of rooms) listener.reset();
  radio = await start();
  const { startedAt } = radio;
  const firstAt = new Map<Room, number>();
  await until('every room hears the radio again', 120 + roomCount * 1.5, () => {
    for (const room of rooms) {
      if (room.listener.packets > 0 && !firstAt.has(room)) firstAt.set(room, performance.now());
    }
    return firstAt.size === rooms.length;
  });
  const seconds = [...firstAt.values()].map((at) => (at - startedAt) / 1000);
  return {
    firstPacketSeconds: {
      first: percentile(seconds, 0),
      median: percentile(seconds, 0.5),
      last: percentile(seconds, 1),
    },
    silenceSeconds: Math.round(Math.max(...firstAt.values()) - killedAt) / 1000,
  };
}

/** What the radio itself says: by how much its clock's ticks, and the packets that left, were late. */
async function clockMetrics(url: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (sample: string): number => {
    const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
    return line === undefined ? NaN : Number(line.slice(sample.length + 1));
  };
  return {
    sentP50Ms: value('raindial_voice_packet_lateness_milliseconds{of="p50"}'),
    sentP99Ms: value('raindial_voice_packet_lateness_milliseconds{of="p99"}'),
    sentMaxMs: value('raindial_voice_packet_lateness_milliseconds{of="max"}'),
    dropped: value('raindial_voice_packets_dropped_total'),
    ticksP99Ms: value('raindial_packet_lateness_milliseconds{of="p99"}'),
    ticksMaxMs: value('raindial_packet_lateness_milliseconds{of="max"}'),
    lostTicks: value('raindial_lost_packets_total'),
    resyncs: value('raindial_resyncs_total'),
    [`burstsOver${GAP_MILLISECONDS}Ms`]: value('raindial_late_bursts_total'),
  };
}

async function until(what: string, seconds: number, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + seconds * 1000; !holds(); await sleep(10)) {
    if (performance.now() > end) throw new Error(`It did not come about within ${seconds} s that ${what}.`);
  }
}

function sum(rooms: readonly Room[], of: (listener: RoomListener) => number): number {
  return rooms.reduce((total, { listener }) => total + of(listener), 0);
}

function longest(gaps: readonly Gap[]): number {
  return Math.round(Math.max(0, ...gaps.map(({ from, to }) => to - from)));
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 100;
}
