import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pad, SegmentPool, Station, writeSegment } from '../src/radio/index.ts';
import { seededRandom } from '../src/random/index.ts';
import { FakeTime } from '../test/support/fake-time.ts';
import { MemoryLog } from '../test/support/memory-log.ts';
import { MemoryPlayLog } from '../test/support/memory-play-log.ts';
import { MemoryRatings } from '../test/support/memory-ratings.ts';
import { tonePackets } from '../test/support/packets.ts';
import { recipe, segmentFacts } from '../test/support/segment-facts.ts';

// What many guilds cost the thread of the clock, without Discord: CPU time and memory of programmes over a stretch of virtual time, all of them sharing the
// common one, and each with one of its own. Songs of two minutes in a pool of forty; every programme reads, turns and tells its listeners as it does on air.
const { values } = parseArgs({
  options: { guilds: { type: 'string', default: '200' }, seconds: { type: 'string', default: '300' } },
});
const guilds = Number(values.guilds);
const seconds = Number(values.seconds);

const SONG_PACKETS = 6000;
const SONGS = 40;

const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-guilds-'));
try {
  const phrase = tonePackets(1000);
  const packets = Array.from({ length: SONG_PACKETS / phrase.length }, () => phrase).flat();
  for (let song = 0; song < SONGS; song += 1)
    await writeSegment(folder, { facts: segmentFacts({ id: `song-${song}` }), packets, midi: Uint8Array.of(0) });
  const shared = await measure(false);
  const own = await measure(true);
  console.log(JSON.stringify({ guilds, seconds, songs: SONGS, shared, own }, null, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(eachItsOwn: boolean) {
  const log = new MemoryLog();
  const time = new FakeTime();
  const pool = await SegmentPool.open({ folder, maxBytes: 1e12, log, wallClock: Date.now });
  const station = new Station({
    catalogue: { styles: ['lofi'], moods: [], instruments: [], effects: [] },
    // Production is not what is measured: an order is never done.
    source: { produce: () => new Promise(() => undefined) },
    pool,
    pad: new Pad(tonePackets(50, 100)),
    plan: () => recipe(),
    playLog: new MemoryPlayLog(),
    ratings: new MemoryRatings(),
    ratingKey: 'a key',
    random: seededRandom(1),
    time,
    wallClock: Date.now,
    log,
  });
  let sent = 0;
  for (let guild = 0; guild < guilds; guild += 1) {
    const desk = station.guild(String(guild));
    desk.tune({ kind: 'discord', send: () => (sent += 1) });
    desk.audience([`listener-${guild}`]);
  }
  station.start();
  const play = async (stretch: number) => {
    for (let packet = 0; packet < stretch * 50; packet += 1) {
      time.pass(20);
      await turn();
    }
  };
  while (station.onAir().kind === 'pad') await play(1);
  if (eachItsOwn) {
    for (let guild = 0; guild < guilds; guild += 1) {
      await station.guild(String(guild)).change({ styles: ['lofi'] });
      await play(1);
    }
  }
  await play(5);
  sent = 0;
  const before = process.cpuUsage();
  await play(seconds);
  const { user, system } = process.cpuUsage(before);
  const { memory, programmes } = station.stats();
  station.stop();
  return {
    programmes,
    packetsMissing: guilds * seconds * 50 - sent,
    // Of one core, had the time been real.
    percentOfACore: round((100 * (user + system)) / 1e6 / seconds),
    microsecondsAPacket: round((user + system) / sent),
    memoryMb: round(memory.bytes / 1e6),
    segmentsInMemory: memory.segments,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
