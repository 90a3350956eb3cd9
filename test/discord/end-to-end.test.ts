import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stereo } from '../../src/dsp/index.ts';
import {
  decodeOpus,
  encodeOpus,
  Pad,
  SegmentPool,
  Station,
  systemTime,
  writeSegment,
  type PlayLog,
} from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { Rig } from '../support/discord/rig.ts';
import type { HeardPacket } from '../support/discord/voice-listener.ts';
import { FakeSource } from '../support/fake-source.ts';
import { MemoryRatings } from '../support/memory-ratings.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SONG_SECONDS = 30;
const HEARD_SECONDS = 11;
const PACKETS_A_SECOND = 50;

let rig: Rig;

beforeEach(async () => {
  rig = await Rig.open();
});

afterEach(async () => {
  await rig.close();
});

test('a listener in a voice channel decrypts and decodes what the station broadcasts, packet by packet', async () => {
  const { station, encoded } = await stationWithOneSong();
  const broadcast: Buffer[] = [];
  station.tune({ kind: 'web', send: (packet) => void broadcast.push(Buffer.from(packet)) });
  await rig.ready(station);
  const { owner, listener, lounge } = rig.discord.world;
  const ear = rig.discord.listen(listener, lounge);
  rig.discord.sit(owner, lounge);

  const answer = await rig.join(owner).message();
  expect(answer.content).toBe(`Playing in <#${lounge.id}>.`);
  const count = HEARD_SECONDS * PACKETS_A_SECOND;
  const heard = (await ear.hears(count, 30_000)).slice(0, count);
  const broadcastSoFar = broadcast.slice();

  // Nothing was lost, doubled or out of order on the wire.
  expect(breaks(heard)).toEqual([]);
  expect(ear.undecipherable).toBe(0);
  // No two packets are alike, so that equal payloads prove the order too.
  const names = encoded.map((packet) => Buffer.from(packet).toString('base64'));
  expect(new Set(names).size).toBe(names.length);
  const places = heard.map(({ opus }) => names.indexOf(opus.toString('base64')));
  expect(places[0]).toBeGreaterThanOrEqual(0);
  expect(places).toEqual(places.map((_, index) => (places[0] ?? 0) + index));
  // And it is what everybody else hears.
  const first = broadcastSoFar.findIndex((packet) => heard[0]?.opus.equals(packet));
  expect(heard.every(({ opus }, index) => broadcastSoFar[first + index]?.equals(opus))).toBe(true);

  const audio = decodeOpus(heard.map(({ opus }) => opus));
  expect(audio.left.length / 48_000).toBe(HEARD_SECONDS);
  expect(quietestSecond(audio)).toBeGreaterThan(0.02);

  // A burst would be faster than the music; how even the packets come depends on the machine, and is printed.
  const took = ((heard.at(-1)?.receivedAt ?? 0) - (heard[0]?.receivedAt ?? 0)) / 1000;
  expect(took).toBeGreaterThan(HEARD_SECONDS - 1);
  console.log(intervalTable(heard));
}, 60_000);

/** A real station that plays one song from its reserve, and the song's packets. */
async function stationWithOneSong(): Promise<{ station: Station; encoded: readonly Uint8Array[] }> {
  const folder = tempFolder();
  const encoded = encodeOpus(chirp(SONG_SECONDS), { complexity: 0, bitrate: 64_000 });
  const facts = segmentFacts({ id: 'lofi-00000001-00000001', seconds: SONG_SECONDS });
  await writeSegment(folder, { facts, packets: encoded, midi: Uint8Array.of(0x4d, 0x54, 0x68, 0x64) });
  const pool = await SegmentPool.open({ folder, maxBytes: 1e9, log: rig.log, wallClock: Date.now });
  const station = new Station({
    catalogue: { styles: ['lofi'], moods: [], instruments: [], effects: [] },
    source: new FakeSource(folder),
    pool,
    pad: new Pad(),
    plan: () => recipe(),
    playLog: NO_PLAY_LOG,
    ratings: new MemoryRatings(),
    ratingKey: 'a test',
    random: seededRandom(1),
    time: systemTime(),
    wallClock: Date.now,
    log: rig.log,
  });
  station.start();
  stations.push(station);
  return { station, encoded };
}

const stations: Station[] = [];
afterEach(() => {
  for (const station of stations.splice(0)) station.stop();
});

const NO_PLAY_LOG: PlayLog = {
  segmentMade: () => undefined,
  playStarted: () => undefined,
  playEnded: () => undefined,
  heard: () => undefined,
};

/** A tone that rises all the time under a little noise: each packet differs from all others. */
function chirp(seconds: number): Stereo {
  const random = seededRandom(7);
  const wave = Float32Array.from({ length: seconds * 48_000 - 312 }, (_, at) => {
    const time = at / 48_000;
    return 0.3 * Math.sin(2 * Math.PI * (200 * time + 10 * time * time)) + 0.02 * (random() - 0.5);
  });
  return { left: wave, right: wave };
}

/** Places where RTP's sequence number does not rise by one, or its timestamp not by 960 samples. */
function breaks(heard: readonly HeardPacket[]): readonly string[] {
  return heard.slice(1).flatMap((packet, index) => {
    const before = heard[index];
    if (before === undefined) return [];
    const steps = (packet.sequence - before.sequence + 0x1_0000) % 0x1_0000;
    // @discordjs/voice begins at 0 again when the timestamp's 32 bits are full, whatever is left over.
    const samples = before.timestamp + 960 >= 2 ** 32 ? 960 - packet.timestamp : packet.timestamp - before.timestamp;
    return steps === 1 && samples === 960 ? [] : [`after packet ${index}: ${steps} packets, ${samples} samples`];
  });
}

/** The smallest RMS of any second after the first, in which the decoder settles. */
function quietestSecond({ left }: Stereo): number {
  let quietest = Infinity;
  for (let start = 48_000; start + 48_000 <= left.length; start += 48_000) {
    const power = left.subarray(start, start + 48_000).reduce((sum, sample) => sum + sample * sample, 0) / 48_000;
    quietest = Math.min(quietest, Math.sqrt(power));
  }
  return quietest;
}

/** How evenly the packets came, as a table to read. */
function intervalTable(heard: readonly HeardPacket[]): string {
  const gaps = heard.slice(1).map(({ receivedAt }, index) => receivedAt - (heard[index]?.receivedAt ?? 0));
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1).padStart(7);
  return [
    `Intervals of ${heard.length} packets over UDP, end-to-end encrypted (20 ms each), in milliseconds:`,
    '    min     1 %    50 %    99 %     max   over 40',
    `${[0, 0.01, 0.5, 0.99, 1].map(at).join(' ')} ${String(gaps.filter((gap) => gap > 40).length).padStart(9)}`,
  ].join('\n');
}
