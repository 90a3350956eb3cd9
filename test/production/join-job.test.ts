import { beforeAll, describe, expect, test } from 'vitest';
import {
  filterStereo,
  integratedLoudness,
  lowPass,
  setLoudness,
  whiteNoise,
  type Stereo,
} from '../../src/dsp/index.ts';
import { joinSongs } from '../../src/production/join-job.ts';
import { atLevel, decodeOpus, planJoin, writeSegment } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { writeWav } from '../../src/studio/index.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { joinSong, type JoinSong } from '../support/join-songs.ts';
import { addSegment } from '../support/fake-source.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A bed some decibels off, as mastering may leave one. */
let beds = 0;
const studio = {
  bed: (frames: number): Promise<Stereo> => {
    const noise = whiteNoise(frames, seededRandom((beds += 1)));
    filterStereo(noise, lowPass(4000));
    setLoudness(noise, -27);
    return Promise.resolve(noise);
  },
};

/** Made once for all tests. */
let songs: readonly JoinSong[];

beforeAll(() => {
  songs = [['a', 1] as const, ['b', 5] as const].map(([id, seed]) =>
    joinSong({ id, family: 'lofi', tempo: 90, bars: 3, seed }),
  );
}, 120_000);

async function shop(): Promise<Parameters<typeof joinSongs>[1]> {
  const segments = tempFolder();
  for (const { facts, packets } of songs) await writeSegment(segments, { facts, packets, midi: Uint8Array.of(0) });
  const jingles = path.join(segments, 'jingles');
  mkdirSync(jingles);
  writeFileSync(path.join(jingles, 'hello.wav'), writeWav(whiteNoise(96_000, seededRandom(3)), '24 bit'));
  return { segments, jingles, studio };
}

describe('joinSongs', { timeout: 120_000 }, () => {
  test('builds a bridge whose rain is as loud as it is under the songs', async () => {
    const join = await joinSongs({ from: 'a', to: 'b' }, await shop());
    const { left, right } = decodeOpus(join?.packets ?? []);
    const turn = (join?.turn ?? 0) * 960;
    const rain = { left: left.slice(turn - 72_000, turn), right: right.slice(turn - 72_000, turn) };
    // The songs' beds were mixed at -30 LUFS.
    expect(Math.abs(integratedLoudness(rain) + 30)).toBeLessThan(1.5);
  });

  test('lays a jingle on the rain, and leaves out one that is gone', async () => {
    const open = await shop();
    const plain = await joinSongs({ from: 'a', to: 'b' }, open);
    const gone = await joinSongs({ from: 'a', to: 'b', jingle: 'gone' }, open);
    const join = await joinSongs({ from: 'a', to: 'b', jingle: 'hello' }, open);
    // Where exactly the seams lie is chosen among twenty packets each.
    expect(Math.abs((gone?.packets.length ?? 0) - (plain?.packets.length ?? 0))).toBeLessThan(42);
    expect((join?.packets.length ?? 0) - (plain?.packets.length ?? 0)).toBeGreaterThan(50);
    const { left, right } = decodeOpus(join?.packets ?? []);
    const from = ((join?.leave ?? 0) + 2) * 960;
    const jingle = { left: left.slice(from, from + 90_000), right: right.slice(from, from + 90_000) };
    expect(Math.abs(integratedLoudness(jingle) + 14)).toBeLessThan(1.5);
  });

  test('joins songs at another level as truly, rain, jingle and all', async () => {
    const open = await shop();
    const db = -9;
    const join = await joinSongs({ from: 'a', to: 'b', jingle: 'hello', db }, open);
    const before = atLevel(songs[0]?.packets ?? [], db).slice(0, join?.fromPacket);
    const after = atLevel(songs[1]?.packets ?? [], db).slice(join?.toPacket);
    const { left, right } = decodeOpus([...before, ...(join?.packets ?? []), ...after]);
    const loudness = (from: number, packets: number) => {
      const [first, last] = [from * 960, (from + packets) * 960];
      return integratedLoudness({ left: left.subarray(first, last), right: right.subarray(first, last) });
    };
    const begins = join?.fromPacket ?? 0;
    // The jingle was made at -14 LUFS, and the songs' beds at -30.
    expect(Math.abs(loudness(begins + (join?.leave ?? 0) + 2, 90) + 14 - db)).toBeLessThan(1.5);
    const plain = decodeOpus([...(songs[0]?.packets ?? [])].slice(0, begins));
    expect(Math.abs(loudness(0, begins) - integratedLoudness(plain) - db)).toBeLessThan(0.3);
    // Around the seam the sound is the song's own, softer: no click, no gap.
    const whole = decodeOpus(atLevel(songs[0]?.packets ?? [], db));
    let [noise, signal] = [0, 1e-9];
    for (let frame = (begins - 5) * 960; frame < (begins + 5) * 960; frame += 1) {
      noise += ((left[frame] ?? 0) - (whole.left[frame] ?? 0)) ** 2;
      signal += (whole.left[frame] ?? 0) ** 2;
    }
    expect(10 * Math.log10(signal / noise)).toBeGreaterThan(12);
  });

  test('builds a bridge where no seam on the beat is true enough', async () => {
    const segments = tempFolder();
    const sides = [];
    for (const [id, seed] of [['c', 2] as const, ['d', 6] as const]) {
      const { facts, packets } = joinSong({ id, family: 'edm', tempo: 174, bars: 11, seed, barsAround: 4 });
      await writeSegment(segments, { facts, packets, midi: Uint8Array.of(0) });
      sides.push({ facts, packets: packets.length });
    }
    expect(planJoin(sides[0]!, sides[1]!)?.kind).toBe('beats');
    const strict = { segments, jingles: segments, studio, leastAgainstOneEncode: Infinity };
    const bridge = await joinSongs({ from: 'c', to: 'd' }, strict);
    // Four bars over each other and a glide over four more are eleven seconds; a bridge takes two or three.
    expect(bridge?.packets.length).toBeLessThan(250);
  });

  test('says when songs are too short for a join', async () => {
    const open = await shop();
    await addSegment(open.segments, 'short');
    expect(await joinSongs({ from: 'short', to: 'b' }, open)).toBeUndefined();
  });
});
