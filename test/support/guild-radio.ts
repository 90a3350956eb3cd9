import { setImmediate as turn } from 'node:timers/promises';
import {
  atLevel,
  writeSegment,
  type GuildDesk,
  type Listener,
  type SegmentPool,
  type StationOptions,
} from '../../src/radio/index.ts';
import { FakeTime } from './fake-time.ts';
import { MemorySettings } from './memory-settings.ts';
import { tonePackets } from './packets.ts';
import { recipe, segmentFacts } from './segment-facts.ts';
import { testStation } from './test-station.ts';

/** When a radio begins: a Sunday. */
export const NOON = Date.parse('2026-11-22T12:00Z');

/** 30 s. */
const LONG = 1500;

const sounds = new Map<string, readonly Uint8Array[]>();

/** A song's packets, made once: the same two seconds over and over. Each song has another pitch. */
function soundOf(id: string): readonly Uint8Array[] {
  const made = (phrase: readonly Uint8Array[]) => Array.from({ length: LONG / phrase.length }, () => phrase).flat();
  const sound = sounds.get(id) ?? made(tonePackets(100, 220 * (1.1 + sounds.size / 10)));
  sounds.set(id, sound);
  return sound;
}

/** Keeps what it is sent. */
export function listener(kind: Listener['kind'] = 'discord') {
  const packets: Uint8Array[] = [];
  return { kind, packets, send: (packet: Uint8Array) => void packets.push(packet) };
}

/** A station on air with songs of 30 s in reserve, whose clock and calendar are in the test's hands. */
export async function onAir(
  songs: readonly string[],
  styles: Readonly<Record<string, string>> = {},
  {
    moods = {},
    ...changes
  }: Partial<StationOptions> & {
    /** The moods of songs, by their ids. */
    readonly moods?: Readonly<Record<string, string>>;
  } = {},
) {
  const time = new FakeTime();
  const settings = new MemorySettings();
  const leveller = { render: (packets: readonly Uint8Array[], db: number) => Promise.resolve(atLevel(packets, db)) };
  const calendar = { now: NOON };
  const parts = await testStation(time, {
    settings,
    wallClock: () => calendar.now,
    leastSongs: 0,
    leveller,
    ...changes,
  });
  const { pool, station } = parts;
  watchReads(pool);
  for (const id of songs) {
    await writeSegment(pool.folder, {
      facts: segmentFacts({
        id,
        recipe: recipe({ style: styles[id] ?? 'lofi', ...(moods[id] === undefined ? {} : { mood: moods[id] }) }),
      }),
      packets: soundOf(id),
      midi: Uint8Array.of(0x4d, 0x54, 0x68, 0x64),
    });
    await pool.admit(id);
  }
  const web = listener('web');
  const leave = station.tune(web);
  station.start();
  const radio = { ...parts, time, settings, calendar, web, leave };
  if (songs.length > 0) await radioUntil(radio, () => station.onAir().kind === 'song');
  return radio;
}

/** What {@link onAir} makes. */
export type Radio = Awaited<ReturnType<typeof onAir>>;

/**
 * Plays packet by packet until something holds. Whatever is read from the disk meanwhile is waited for, so that a slow disk does not let songs pass by; what
 * is worked out between packets has its turns.
 */
export async function radioUntil({ time, pool }: Pick<Radio, 'time' | 'pool'>, holds: () => boolean): Promise<void> {
  for (let packet = 0; !holds(); packet += 1) {
    if (packet > 60_000) throw new Error('It did not come about within twenty minutes on air');
    time.pass(20);
    for (let turns = 0; turns < 3; turns += 1) await turn();
    const pending = reads.get(pool) ?? new Set();
    while (pending.size > 0) await Promise.allSettled([...pending]);
  }
}

/** Plays so many seconds, as {@link radioUntil}. */
export async function play(radio: Pick<Radio, 'time' | 'pool'>, seconds: number): Promise<void> {
  const until = radio.time.now() + seconds * 1000;
  await radioUntil(radio, () => radio.time.now() >= until);
}

/** What is being read from each pool. */
const reads = new WeakMap<SegmentPool, Set<Promise<unknown>>>();

/** Keeps account of what is read from a pool. */
export function watchReads(pool: SegmentPool): void {
  const pending = new Set<Promise<unknown>>();
  reads.set(pool, pending);
  const read = pool.read.bind(pool);
  pool.read = (id) => {
    const reading = read(id).finally(() => pending.delete(reading));
    pending.add(reading);
    return reading;
  };
}

/** The song on air, by its id; `pad` when there is none. */
export function songOn(desk: Pick<GuildDesk, 'onAir'>): string {
  const now = desk.onAir();
  return now.kind === 'song' ? now.segment.id : 'pad';
}
