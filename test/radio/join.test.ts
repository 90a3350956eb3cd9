import { beforeAll, describe, expect, test } from 'vitest';
import { gainToDb, integratedLoudness, truePeak, type Stereo } from '../../src/dsp/index.ts';
import {
  decodeOpus,
  decodeStretch,
  encodeOpus,
  glidePositions,
  LEAD_FRAMES,
  LEAST_AGAINST_ONE_ENCODE,
  makeJoin,
  mixAndEncode,
  mixFrames,
  OPUS_PRE_SKIP,
  PACKET_SAMPLES,
  planJoin,
  PRIME_PACKETS,
  songPacketsNeeded,
  LEAD_PACKETS,
  type JoinPlan,
  type JoinSound,
  type MadeJoin,
} from '../../src/radio/index.ts';
import { entranceSeams } from '../../src/radio/seam.ts';
import { joinSong, type JoinSong } from '../support/join-songs.ts';

const CHANNELS = ['left', 'right'] as const;

interface Joined {
  readonly a: JoinSong;
  readonly b: JoinSong;
  readonly plan: JoinPlan;
  readonly sound: JoinSound;
  readonly join: MadeJoin;
  /** What a listener hears of A, join and B; and the frames at which the join begins and ends in it. */
  readonly heard: Stereo;
  readonly seams: readonly [number, number];
}

function side(song: JoinSong) {
  return { facts: song.facts, packets: song.packets.length };
}

function joined(a: JoinSong, b: JoinSong): Joined {
  const plan = planJoin(side(a), side(b));
  if (plan === undefined) throw new Error('no join fits');
  const sound = {
    from: decodeStretch(a.packets, plan.fromPacket - LEAD_PACKETS, a.packets.length),
    to: decodeStretch(b.packets, 0, songPacketsNeeded(plan)),
    fromBed: a.bed(mixFrames(plan)),
    toBed: b.bed(mixFrames(plan)),
  };
  const join = makeJoin(plan, sound, { from: a.packets, to: b.packets });
  const stream = [...a.packets.slice(0, join.fromPacket), ...join.packets, ...b.packets.slice(join.toPacket)];
  const start = join.fromPacket * PACKET_SAMPLES;
  const seams = [start, start + join.packets.length * PACKET_SAMPLES] as const;
  return { a, b, plan, sound, join, heard: decodeOpus(stream), seams };
}

/** What should be heard: the songs as they are decoded, and the mix between them. */
function wanted({ a, b, plan, sound, join, heard, seams }: Joined): Stereo {
  const { mix } = mixAndEncode(plan, sound);
  const first = LEAD_FRAMES - (plan.fromPacket - join.fromPacket) * PACKET_SAMPLES;
  const [from, to] = [decodeOpus(a.packets), decodeOpus(b.packets)];
  const sum = { left: heard.left.slice(), right: heard.right.slice() };
  for (const channel of CHANNELS) {
    sum[channel].set(from[channel].subarray(0, seams[0]));
    sum[channel].set(mix[channel].subarray(first, first + seams[1] - seams[0]), seams[0]);
    sum[channel].set(to[channel].subarray(join.toPacket * PACKET_SAMPLES), seams[1]);
  }
  return sum;
}

function snr(sound: Stereo, reference: Stereo, from: number, to: number): number {
  let [signal, noise] = [0, 0];
  for (const channel of CHANNELS) {
    for (let frame = from; frame < to; frame += 1) {
      signal += reference[channel][frame]! ** 2;
      noise += (sound[channel][frame]! - reference[channel][frame]!) ** 2;
    }
  }
  return 10 * Math.log10(signal / noise);
}

/** The energy of the second difference, in which a click stands out, by stretches of 2.5 ms. */
function edges({ left }: Stereo, from: number, to: number): number {
  let most = 0;
  for (let start = from; start + 120 <= to; start += 120) {
    let energy = 0;
    for (let frame = start; frame < start + 120; frame += 1)
      energy += (left[frame - 1]! - 2 * left[frame]! + left[frame + 1]!) ** 2;
    most = Math.max(most, energy);
  }
  return most;
}

function part({ left, right }: Stereo, from: number, to: number): Stereo {
  return { left: left.subarray(from, to), right: right.subarray(from, to) };
}

/** The amplitude of a tone in a stretch. */
function levelAt({ left }: Stereo, hertz: number, from: number, to: number): number {
  let [cos, sin] = [0, 0];
  for (let frame = from; frame < to; frame += 1) {
    cos += left[frame]! * Math.cos((2 * Math.PI * hertz * frame) / 48_000);
    sin += left[frame]! * Math.sin((2 * Math.PI * hertz * frame) / 48_000);
  }
  return (2 * Math.hypot(cos, sin)) / (to - from);
}

/** Loudness of each 3 s, each second, from before the join to after it. */
function shortTerm(sound: Stereo, [start, end]: readonly [number, number]): readonly number[] {
  const levels: number[] = [];
  for (let at = start - 96_000; at < end; at += 48_000) levels.push(integratedLoudness(part(sound, at, at + 144_000)));
  return levels;
}

const kinds: Record<'bridge' | 'beats', Joined> = {} as Record<'bridge' | 'beats', Joined>;

beforeAll(() => {
  kinds.bridge = joined(
    joinSong({ id: 'a', family: 'lofi', tempo: 76, bars: 4, seed: 1 }),
    joinSong({ id: 'b', family: 'lofi', tempo: 82, bars: 4, seed: 5, hertz: 330 }),
  );
  kinds.beats = joined(
    joinSong({ id: 'a', family: 'edm', tempo: 174, bars: 12, seed: 1, barsAround: 4 }),
    joinSong({ id: 'b', family: 'edm', tempo: 174.8, bars: 12, seed: 5, hertz: 330, barsAround: 4 }),
  );
}, 60_000);

describe.each(['bridge', 'beats'] as const)('a join of the kind %s', (kind) => {
  test('is made of whole packets that follow each other', () => {
    const { plan, join, a, b } = kinds[kind];
    expect(plan.kind).toBe(kind);
    expect(plan.entry % PACKET_SAMPLES).toBe(0);
    expect(join.packets).toHaveLength(plan.fromPacket - join.fromPacket + plan.entry / PACKET_SAMPLES + join.toPacket);
    expect(join.toPacket).toBeLessThanOrEqual(plan.toPacket);
    expect(join.fromPacket).toBeLessThan(a.packets.length);
    expect(join.toPacket).toBeLessThan(b.packets.length);
    expect(join.leave).toBeLessThanOrEqual(join.turn);
    expect(join.turn).toBeLessThan(join.packets.length);
  });

  test('is as true around its seams as one continuous encoding of the same sound, within 1 dB', () => {
    const { heard, seams } = kinds[kind];
    const reference = wanted(kinds[kind]);
    const source = { left: reference.left.subarray(OPUS_PRE_SKIP), right: reference.right.subarray(OPUS_PRE_SKIP) };
    const continuous = decodeOpus(encodeOpus(source));
    for (const seam of seams) {
      const [from, to] = [seam - 4800, seam + 4800];
      expect(snr(heard, reference, from, to)).toBeGreaterThan(snr(continuous, reference, from, to) - 1);
      expect(snr(heard, reference, seam, to)).toBeGreaterThan(snr(continuous, reference, seam, to) - 1);
    }
  });

  test('measures itself: its seams are no worse than where all is encoded in one go', () => {
    expect(kinds[kind].join.againstOneEncode).toBeGreaterThan(LEAST_AGAINST_ONE_ENCODE);
  });

  test('has no click at its seams that the sound around them has not', () => {
    const { heard, seams } = kinds[kind];
    const reference = wanted(kinds[kind]);
    for (const seam of seams) {
      const around = edges(reference, seam - 24_000, seam + 24_000);
      expect(edges(heard, seam - 480, seam + 480)).toBeLessThan(around * 1.3);
    }
  });

  test('decodes to -1 dBTP at most', () => {
    const { heard, seams } = kinds[kind];
    expect(gainToDb(truePeak(part(heard, ...seams)))).toBeLessThanOrEqual(-1);
  });
});

describe('entranceSeams', () => {
  test('puts no place first before which something else was sent than the join goes on with', () => {
    const { plan, sound, a } = kinds.bridge;
    const { mix, packets } = mixAndEncode(plan, sound);
    const spoilt = plan.fromPacket - 10;
    const going = [...a.packets.slice(0, spoilt), ...kinds.beats.a.packets.slice(100, 200)];
    const places = entranceSeams(going, { mix, packets }, plan.fromPacket - LEAD_PACKETS, [
      PRIME_PACKETS,
      LEAD_PACKETS,
    ]);
    expect(new Set(places).size).toBe(LEAD_PACKETS - PRIME_PACKETS + 1);
    expect(places[0]).toBeLessThanOrEqual(LEAD_PACKETS - 10);
    expect(places.at(-1)).toBeGreaterThan(LEAD_PACKETS - 10);
  });
});

describe('a bridge', () => {
  test('is rain alone between the songs, at one level', () => {
    const { heard, plan } = kinds.bridge;
    if (plan.kind !== 'bridge') throw new Error('no bridge');
    const second = 48_000;
    const rain = plan.fromPacket * PACKET_SAMPLES + plan.firstBed.from;
    const levels = [1.5, 1, 0.5].map((before) =>
      integratedLoudness(part(heard, rain - before * second, rain - (before - 0.5) * second)),
    );
    // The songs' beds were mixed at -30 LUFS.
    for (const level of levels) expect(Math.abs(level + 30)).toBeLessThan(1.5);
  });

  test('leaves between two LoFi songs from the last bar to the first beat what a breath takes', () => {
    const { plan, a, b } = kinds.bridge;
    const firstBeat = plan.fromPacket / 50 + plan.entry / 48_000 + b.facts.timing.musicStart;
    const gap = firstBeat - a.facts.timing.musicEnd;
    expect(gap).toBeGreaterThan(3.3);
    expect(gap).toBeLessThan(5.1);
  });
});

describe('a join on the beat', () => {
  test('lays the bars of the one on the bars of the other, to the sample', () => {
    const { plan, a, b } = kinds.beats;
    if (plan.kind !== 'beats') throw new Error('not on the beat');
    const positions = glidePositions(plan, mixFrames(plan));
    for (let bar = 0; bar <= 4; bar += 1) {
      const { musicStart, barSeconds } = b.facts.timing;
      const beat = plan.entry + Math.round((musicStart + bar * barSeconds) * 48_000) + OPUS_PRE_SKIP;
      const gone = plan.fromPacket * PACKET_SAMPLES + (positions[LEAD_FRAMES + beat] ?? NaN) - LEAD_FRAMES;
      const seconds = (gone - OPUS_PRE_SKIP) / 48_000;
      const { musicEnd, barSeconds: before } = a.facts.timing;
      expect(Math.abs(seconds - (musicEnd - (4 - bar) * before))).toBeLessThan(0.0002);
    }
  });

  test('glides there without a jerk: the speed never leaves 1 by more than 1.5 %', () => {
    const { plan } = kinds.beats;
    if (plan.kind !== 'beats') throw new Error('not on the beat');
    const positions = glidePositions(plan, mixFrames(plan));
    const speeds = positions.slice(1).map((position, frame) => position - (positions[frame] ?? NaN));
    expect(speeds.reduce((most, speed) => Math.max(most, Math.abs(speed - 1)), 0)).toBeLessThan(0.015);
  });

  test('is as loud as the songs are', () => {
    const { heard, seams } = kinds.beats;
    const levels = shortTerm(heard, seams);
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(3);
  });
});

describe('a join on the beat of tempos 3 % apart', () => {
  let far: Joined;

  beforeAll(() => {
    far = joined(
      joinSong({ id: 'a', family: 'edm', tempo: 170, bars: 12, seed: 1, barsAround: 4 }),
      joinSong({ id: 'b', family: 'edm', tempo: 175, bars: 12, seed: 5, hertz: 330, barsAround: 4 }),
    );
  }, 120_000);

  test('lays the bars of the one on those of the other, and keeps the pitch', () => {
    const { plan, a, b, sound } = far;
    if (plan.kind !== 'beats') throw new Error('not on the beat');
    const positions = glidePositions(plan, mixFrames(plan));
    const { musicStart, barSeconds } = b.facts.timing;
    for (let bar = 0; bar <= 4; bar += 1) {
      const beat = plan.entry + Math.round((musicStart + bar * barSeconds) * 48_000) + OPUS_PRE_SKIP;
      const gone = plan.fromPacket * PACKET_SAMPLES + (positions[LEAD_FRAMES + beat] ?? NaN) - LEAD_FRAMES;
      const { musicEnd, barSeconds: before } = a.facts.timing;
      expect(Math.abs((gone - OPUS_PRE_SKIP) / 48_000 - (musicEnd - (4 - bar) * before))).toBeLessThan(0.0002);
    }
    // In the second half of the glide, where the speed is 2 % off, the song's 220 Hz are still 220 Hz.
    const [from, to] = [LEAD_FRAMES + Math.round(plan.glide.frames * 0.6), LEAD_FRAMES + plan.glide.frames];
    const { mix } = mixAndEncode(plan, sound);
    expect(levelAt(mix, 220, from, to)).toBeGreaterThan(2 * levelAt(mix, 220 * 1.02, from, to));
  });

  test('has true seams, and is as loud as the songs are', () => {
    expect(far.join.againstOneEncode).toBeGreaterThan(LEAST_AGAINST_ONE_ENCODE);
    const levels = shortTerm(far.heard, far.seams);
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(3);
  });
});

describe('planJoin', () => {
  const song = (family: 'lofi' | 'edm', tempo: number, packets = 3000) => {
    const barSeconds = 240 / tempo;
    const timing = { family, musicStart: 0.1, musicEnd: packets / 50 - 2.62, barSeconds, introBars: 8, outroBars: 8 };
    return { facts: { tempo, timing }, packets };
  };

  test('mixes dance music on the beat over eight bars, when both have them', () => {
    const plan = planJoin(song('edm', 128), song('edm', 128));
    expect(plan?.kind === 'beats' && (plan.overlap.to - plan.overlap.from) / 48_000).toBeCloseTo(15, 3);
  });

  test.each([
    ['tempos that can not meet', song('edm', 128), song('edm', 174)],
    ['another kind of music', song('edm', 128), song('lofi', 80)],
    ['LoFi', song('lofi', 80), song('lofi', 80)],
  ])('builds a bridge for %s', (_name, from, to) => {
    expect(planJoin(from, to)?.kind).toBe('bridge');
  });

  test('builds a bridge for any songs when it is told to', () => {
    expect(planJoin(song('edm', 128), song('edm', 128), { bridge: true })?.kind).toBe('bridge');
  });

  test('mixes tempos on the beat that can meet, keeping the pitch of what changes much, and never lays one pulse over another that can not', () => {
    for (let tempo = 110; tempo < 180; tempo += 0.7) {
      const plan = planJoin(song('edm', 128), song('edm', tempo));
      const change = Math.abs(tempo / 128 - 1);
      if (change > 0.066) expect(plan?.kind).toBe('bridge');
      else expect(plan?.kind).toBe('beats');
      // A change of pitch would be heard from 1 % on.
      if (plan?.kind === 'beats' && change > 0.01) expect(plan.glide.beats).toBeDefined();
    }
  });

  test('knows segments from before timing was noted', () => {
    const old = { facts: { tempo: 76 }, packets: 3000 };
    const plan = planJoin(old, old);
    expect(plan).toMatchObject({ kind: 'bridge' });
    expect(plan?.fromPacket).toBeGreaterThan(2800);
  });

  test('makes room for a jingle, and says when the song before it is over', () => {
    const plan = planJoin(song('lofi', 80), song('lofi', 80), { jingleFrames: 5 * 48_000 });
    const without = planJoin(song('lofi', 80), song('lofi', 80));
    expect(plan).toMatchObject({ kind: 'bridge' });
    expect((plan?.entry ?? 0) - (without?.entry ?? 0)).toBeGreaterThan(4 * 48_000);
    expect(plan?.leave).toBeLessThan(plan?.turn ?? 0);
  });

  test('leaves very short pieces alone', () => {
    expect(planJoin(song('lofi', 80, 150), song('lofi', 80))).toBeUndefined();
    expect(planJoin(song('lofi', 80), song('lofi', 80, 150))).toBeUndefined();
  });
});
