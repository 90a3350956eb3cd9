import { onTestFinished } from 'vitest';
import { Pad, SegmentPool, Station, type StationOptions, type Time } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { addSegment, FakeSource } from './fake-source.ts';
import { MemoryLog } from './memory-log.ts';
import { MemoryPlayLog } from './memory-play-log.ts';
import { MemoryRatings } from './memory-ratings.ts';
import { tonePackets } from './packets.ts';
import { recipe } from './segment-facts.ts';
import { tempFolder } from './temp-folder.ts';

/** A real station over real files; only what makes songs and what stores plays and ratings is the test's. */
export async function testStation(
  time: Time,
  changes: Partial<StationOptions> & { readonly stored?: readonly string[] } = {},
): Promise<{
  station: Station;
  source: FakeSource;
  pool: SegmentPool;
  log: MemoryLog;
  playLog: MemoryPlayLog;
  ratings: MemoryRatings;
}> {
  const folder = tempFolder();
  const { stored = [], ...options } = changes;
  for (const id of stored) await addSegment(folder, id, { packets: 100 });
  const log = new MemoryLog();
  const playLog = new MemoryPlayLog();
  const ratings = new MemoryRatings();
  const source = new FakeSource(folder);
  const pool = await SegmentPool.open({ folder, maxBytes: 1e9, log, wallClock: () => Date.now() });
  const station = new Station({
    catalogue: {
      styles: ['lofi', 'house'],
      moods: ['calm', 'rainy'],
      instruments: ['Rhodes', 'Felt Piano'],
      effects: ['rain', 'vinyl'],
    },
    source,
    pool,
    pad: new Pad(tonePackets(50, 100)),
    plan: () => recipe(),
    playLog,
    ratings,
    ratingKey: 'a key for tests',
    random: seededRandom(5),
    time,
    wallClock: () => 1_800_000_000_000,
    log,
    ...options,
  });
  onTestFinished(() => station.stop());
  return { station, source, pool, log, playLog, ratings };
}
