import { dbToGain, gainToDb, truePeak, type Db, type Stereo } from '../dsp/index.ts';
import type { JoinPlan } from './join-plan.ts';
import { joinSnr } from './join-snr.ts';
import { LEAD_PACKETS, mixJoin, PRIME_PACKETS, SEAM_CHOICES, type JoinSound } from './mix-join.ts';
import { decodeOpus, encodeOpus, OPUS_PRE_SKIP } from './opus.ts';
import { RadioError } from './radio-error.ts';
import { bestSeam, entranceSeams } from './seam.ts';
import { PACKET_SAMPLES } from './segment.ts';

/** What is sent between two songs in place of the end of the one and the beginning of the other. */
export interface Join {
  /** Packets of the song that goes, before the join. */
  readonly fromPacket: number;
  /** 20 ms each. */
  readonly packets: readonly Uint8Array[];
  /** The packet with which the song that comes goes on after the join. */
  readonly toPacket: number;
  /** The packet of the join from which the song that goes is no longer on air, and the one from which the other is. */
  readonly leave: number;
  readonly turn: number;
}

/** The sound of songs was made to decode to at most this; a join keeps it. */
const CEILING: Db = -1;

/** Encoding adds some peak; so much room is left at first, and more where that was too little. */
const ROOM: Db = 1.2;
const MOST_PASSES = 4;

/** A join, and how true it is around the worse of its seams against one continuous encoding of the same sound; 0 is as true. */
export interface MadeJoin extends Join {
  readonly againstOneEncode: Db;
}

/** A join should be no worse than this against one continuous encoding. */
export const LEAST_AGAINST_ONE_ENCODE: Db = -1;

/** Places for a join's beginning that are tried, the most promising first, until one is true enough. */
const MOST_TRIES = 4;

/**
 * Mixes and encodes a join, with an encoder that has heard the song that goes: between its packets and the songs' own there is no seam. What is
 * decoded stays at -1 dBTP or below, wherever the songs do. Where the seams lie is chosen and measured; the best found is what comes out, good
 * enough or not. `songs`: the packets of both.
 */
export function makeJoin(
  plan: JoinPlan,
  sound: JoinSound,
  songs: { readonly from: readonly Uint8Array[]; readonly to: readonly Uint8Array[] },
): MadeJoin {
  const { mix, packets } = mixAndEncode(plan, sound);
  const toPacket = bestSeam(packets, songs.to, packets.length - plan.toPacket, [
    plan.toPacket - SEAM_CHOICES,
    plan.toPacket,
  ]);
  const places = [PRIME_PACKETS, LEAD_PACKETS] as const;
  let best: MadeJoin | undefined;
  for (const first of entranceSeams(songs.from, { mix, packets }, plan.fromPacket - LEAD_PACKETS, places).slice(
    0,
    MOST_TRIES,
  )) {
    const join = cut(plan, packets, first, toPacket);
    const { againstOneEncode } = joinSnr(plan, mix, join, songs);
    if (best === undefined || againstOneEncode > best.againstOneEncode) best = { ...join, againstOneEncode };
    if (againstOneEncode >= LEAST_AGAINST_ONE_ENCODE) break;
  }
  if (best === undefined) throw new RadioError('A join has no place to begin');
  return best;
}

/** The join that begins with a packet of those that were encoded, and after which the song that comes goes on from one of its own. */
function cut(plan: JoinPlan, packets: readonly Uint8Array[], first: number, toPacket: number): Join {
  const early = LEAD_PACKETS - first;
  return {
    fromPacket: plan.fromPacket - early,
    packets: packets.slice(first, packets.length - plan.toPacket + toPacket),
    toPacket,
    leave: plan.leave + early,
    turn: plan.turn + early,
  };
}

/** The mix of a join and its packets, both with their lead; with more room the louder the encoder made the peaks. */
export function mixAndEncode(
  plan: JoinPlan,
  sound: JoinSound,
): { readonly mix: Stereo; readonly packets: readonly Uint8Array[] } {
  let room = ROOM;
  for (let pass = 1; ; pass += 1) {
    const mix = mixJoin(plan, sound, dbToGain(CEILING - room));
    const packets = encodeJoin(mix);
    const excess = gainToDb(truePeak(decodeOpus(packets))) - CEILING;
    if (excess <= 0 || pass === MOST_PASSES) return { mix, packets };
    room += excess + 0.1;
  }
}

/**
 * Encodes a mix, from its lead on. Decoders lag by the pre-skip, and the mix is what they are to give out: so the encoder hears it that much
 * earlier.
 */
function encodeJoin(mix: Stereo): readonly Uint8Array[] {
  const left = mix.left.subarray(OPUS_PRE_SKIP);
  const right = mix.right.subarray(OPUS_PRE_SKIP);
  // encodeOpus adds a packet for the look-ahead of the end, which here is in the mix already.
  return encodeOpus({ left, right }).slice(0, (mix.left.length - OPUS_PRE_SKIP) / PACKET_SAMPLES);
}
