import { SAMPLE_RATE } from '../dsp/index.ts';
import { OPUS_PRE_SKIP } from './opus.ts';
import { PACKET_SAMPLES, type SegmentFacts } from './segment.ts';
import type { SongTiming } from './song-timing.ts';

/** A stretch of sound in frames, from the join's first frame on. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

interface JoinFrame {
  /** Packets of the song that goes before anything of the join is mixed; the seam may lie somewhat earlier. */
  readonly fromPacket: number;
  /** Where the song that comes has its first frame, in frames from the join's first; a whole number of packets. */
  readonly entry: number;
  /** The last packet with which the song that comes may go on after the join; it is alone for {@link PURE_PACKETS} before. */
  readonly toPacket: number;
  /** The packet of the join from which the song that goes is no longer on air, and the one from which the other is. */
  readonly leave: number;
  readonly turn: number;
}

/** Two songs on one beat: the one over the other, the basses changing over in the middle. */
export interface BeatPlan extends JoinFrame {
  readonly kind: 'beats';
  readonly overlap: Stretch;
  /**
   * How the song that goes comes to lie on the other's beat: over the frames before the overlap its speed glides to `speed`, and
   * `shift` frames more of it are played than that alone would.
   */
  readonly glide: {
    readonly frames: number;
    readonly speed: number;
    readonly shift: number;
    /** Where its beats fall, in its own frames from the join's first on, when its pitch stays as it is; otherwise that glides with the speed. */
    readonly beats?: { readonly first: number; readonly every: number };
  };
}

/** One song rings out, the beds under both (rain) are crossfaded, the other begins. */
export interface BridgePlan extends JoinFrame {
  readonly kind: 'bridge';
  /** The song that goes gives way to its own bed alone. */
  readonly lastBed: Stretch;
  /** The bed of the one changes into the bed of the other. */
  readonly change: Stretch;
  /** The song that comes takes over from its own bed alone. */
  readonly firstBed: Stretch;
  /** Where a jingle begins, when there is one. */
  readonly jingle?: number;
}

/** How two songs are joined. */
export type JoinPlan = BeatPlan | BridgePlan;

/** What a plan needs of a song. */
export interface JoinSide {
  readonly facts: Pick<SegmentFacts, 'tempo' | 'timing'>;
  /** How many packets it has. */
  readonly packets: number;
}

/** Bars that two dance songs lie over each other: as many of these as both have to spare. */
const OVERLAP_BARS = [8, 4] as const;

/** A record may be turned faster or slower by this much to lie on another's beat: 0.9 % are 15 cents, which is not heard as out of tune. */
const MOST_SPEED_CHANGE = 0.009;

/** By more, and up to this much, its pitch is kept; beyond it drums sound stretched, and the change of tempo itself is heard as a jolt. */
const MOST_TEMPO_CHANGE = 0.066;

/** Of dance music. */
const BEATS_PER_BAR = 4;

/** Bars over which its speed glides there; longer where the way is long and the song has them. */
const GLIDE_BARS = 4;
const LONG_GLIDE_BARS = [12, 8, 4] as const;

/**
 * Packets at the join's end that hold nothing but the song that comes: enough that a decoder is where that song's own packets expect it, and then
 * some to choose the seam from.
 */
export const PURE_PACKETS = 28;

/** From the last bar's end to the next song's first beat, at least: the ring of the last notes, and rain. */
const BRIDGE_SECONDS = { lofi: 3.4, mixed: 2.6, edm: 1.2 } as const;

/** What the last notes ring before the bed may change. */
const RING_SECONDS = { lofi: 1.2, mixed: 0.8, edm: 0.1 } as const;

/** Records fade in and out over 40 ms; within a packet of the very end lies the end. */
const RECORD_FADE = 0.04 * SAMPLE_RATE;
const BED_FADE = 0.08 * SAMPLE_RATE;
const FIRST_BED_FADE = 0.05 * SAMPLE_RATE;

/** A song's own beginning is heard for at least so long before a join may begin, and something of the next one must be there. */
const LEAST_SECONDS = 4;

/** What is assumed of a segment that was made before timing was noted: the studio's lead-in and tail, four quarters a bar. */
const OLD = { lead: 0.1, tail: 2.6 } as const;

/**
 * How one song is best joined to another. Dance music whose tempos can meet is mixed on the beat; everything else rings out over a
 * bridge of rain, on which a jingle of so many frames may lie. `bridge`: whatever the songs are, it is one. Undefined when one of them is too short.
 */
export function planJoin(
  from: JoinSide,
  to: JoinSide,
  { jingleFrames = 0, bridge = false }: { readonly jingleFrames?: number; readonly bridge?: boolean } = {},
): JoinPlan | undefined {
  const [a, b] = [timingOf(from), timingOf(to)];
  const areDance = a.family === 'edm' && b.family === 'edm';
  const beats = !bridge && jingleFrames === 0 && areDance ? planBeats(a, to, b) : undefined;
  return beats ?? planBridge(from, a, to, b, jingleFrames);
}

function timingOf({ facts, packets }: JoinSide): SongTiming {
  if (facts.timing !== undefined) return facts.timing;
  const musicEnd = Math.max(OLD.lead, packets / 50 - OLD.tail);
  return {
    family: 'lofi',
    musicStart: OLD.lead,
    musicEnd,
    barSeconds: 240 / facts.tempo,
    introBars: 0,
    outroBars: 0,
  };
}

function planBeats(a: SongTiming, to: JoinSide, b: SongTiming): BeatPlan | undefined {
  const speed = a.barSeconds / b.barSeconds;
  const bars = OVERLAP_BARS.find((count) => count <= a.outroBars && count <= b.introBars);
  if (bars === undefined || Math.abs(speed - 1) > MOST_TEMPO_CHANGE) return undefined;
  const keepsPitch = Math.abs(speed - 1) > MOST_SPEED_CHANGE;
  const overlapFrames = Math.round(bars * b.barSeconds * SAMPLE_RATE);
  const overlapStart = frameOf(a.musicEnd - bars * a.barSeconds);
  const fromPacket = (keepsPitch ? LONG_GLIDE_BARS : [GLIDE_BARS])
    .map((glideBars) => Math.floor((overlapStart - glideBars * a.barSeconds * SAMPLE_RATE) / PACKET_SAMPLES))
    .find((packet) => packet >= LEAST_SECONDS * 50);
  if (fromPacket === undefined) return undefined;
  // With the speed gliding evenly, this many frames of time use up what lies before the overlap; the entry falls on a packet near it.
  const music = overlapStart - fromPacket * PACKET_SAMPLES;
  const firstBeat = frameOf(b.musicStart);
  const entryPacket = Math.round((music / ((1 + speed) / 2) - firstBeat) / PACKET_SAMPLES);
  const glideFrames = entryPacket * PACKET_SAMPLES + firstBeat;
  const overlap = { from: glideFrames, to: glideFrames + overlapFrames };
  const entry = entryPacket * PACKET_SAMPLES;
  const toPacket = packetAfter(overlap.to - entry) + PURE_PACKETS;
  if (entryPacket < 0 || toPacket + PURE_PACKETS > to.packets) return undefined;
  const turn = Math.floor((overlap.from + overlap.to) / 2 / PACKET_SAMPLES);
  const shift = music - (glideFrames * (1 + speed)) / 2;
  const every = (a.barSeconds / BEATS_PER_BAR) * SAMPLE_RATE;
  const glide = {
    frames: glideFrames,
    speed,
    shift,
    ...(keepsPitch ? { beats: { first: music % every, every } } : {}),
  };
  return { kind: 'beats', fromPacket, entry, toPacket, leave: turn, turn, overlap, glide };
}

function planBridge(
  from: JoinSide,
  a: SongTiming,
  to: JoinSide,
  b: SongTiming,
  jingleFrames: number,
): BridgePlan | undefined {
  const mood = a.family === b.family ? a.family : 'mixed';
  const jingleSeconds = jingleFrames / SAMPLE_RATE;
  const pulse = a.barSeconds / 2;
  const gap = pulse * Math.ceil((BRIDGE_SECONDS[mood] + jingleSeconds) / pulse);
  const changeStart = Math.min(
    frameOf(a.musicEnd + RING_SECONDS[mood]),
    from.packets * PACKET_SAMPLES - RECORD_FADE - BED_FADE - PACKET_SAMPLES,
  );
  const fromPacket = Math.floor(changeStart / PACKET_SAMPLES);
  const start = fromPacket * PACKET_SAMPLES;
  const entry = Math.round((frameOf(a.musicEnd + gap - b.musicStart) - start) / PACKET_SAMPLES) * PACKET_SAMPLES;
  const lastBedEnd = from.packets * PACKET_SAMPLES - start - RECORD_FADE - PACKET_SAMPLES;
  const firstBedEnd =
    entry + Math.min(RECORD_FADE + FIRST_BED_FADE, Math.round(b.musicStart * SAMPLE_RATE)) + OPUS_PRE_SKIP;
  const firstBed = { from: Math.max(entry, firstBedEnd - FIRST_BED_FADE), to: firstBedEnd };
  const toPacket = packetAfter(firstBedEnd - entry) + PURE_PACKETS;
  const long = fromPacket >= LEAST_SECONDS * 50 && to.packets >= LEAST_SECONDS * 50 + toPacket;
  if (!long || entry < 0 || firstBed.from <= changeStart - start) return undefined;
  const turn = entry / PACKET_SAMPLES;
  const jingle = changeStart - start + Math.round(0.2 * SAMPLE_RATE);
  return {
    kind: 'bridge',
    fromPacket,
    entry,
    toPacket,
    leave: jingleFrames === 0 ? turn : Math.floor(jingle / PACKET_SAMPLES),
    turn,
    lastBed: { from: lastBedEnd - BED_FADE, to: lastBedEnd },
    change: { from: changeStart - start, to: firstBed.from },
    firstBed,
    ...(jingleFrames === 0 ? {} : { jingle }),
  };
}

/** The frame of a decoded stream at which a second of its sound is heard: decoders lag by the pre-skip. */
function frameOf(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE) + OPUS_PRE_SKIP;
}

function packetAfter(frames: number): number {
  return Math.ceil(frames / PACKET_SAMPLES);
}
