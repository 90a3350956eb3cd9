import { SAMPLE_RATE, type Db, type Stereo } from '../dsp/index.ts';
import type { JoinPlan } from './join-plan.ts';
import { LEAD_FRAMES } from './mix-join.ts';
import { decodeOpus, encodeOpus, OPUS_PRE_SKIP } from './opus.ts';
import { PACKET_SAMPLES } from './segment.ts';

/** How true the sound is around the two seams of a join, as signal to noise. */
export interface JoinSnr {
  /** Of what a listener hears, at the worse of the seams. */
  readonly snr: Db;
  /** How much better (or, below 0, worse) that is than where the same sound is encoded in one go, at the seam where it compares worst. */
  readonly againstOneEncode: Db;
}

/** Packets of each song that are decoded on its side of the join: a second, for the decoder to settle, and what is measured. */
const AROUND = 75;

/** What is measured on each side of a seam. */
const REACH = SAMPLE_RATE / 10;

/**
 * Compares what is heard around a join with what was to be heard: the songs as they are decoded by themselves, and the join's mix between
 * them. `mix`: with its lead; `songs`: the packets of both.
 */
export function joinSnr(
  plan: JoinPlan,
  mix: Stereo,
  join: { readonly fromPacket: number; readonly packets: readonly Uint8Array[]; readonly toPacket: number },
  songs: { readonly from: readonly Uint8Array[]; readonly to: readonly Uint8Array[] },
): JoinSnr {
  const first = Math.max(0, join.fromPacket - AROUND);
  const before = songs.from.slice(first, join.fromPacket);
  const after = songs.to.slice(join.toPacket, join.toPacket + AROUND);
  const stream = decodeOpus([...before, ...join.packets, ...after]);
  const seams = [before.length, before.length + join.packets.length].map((packet) => packet * PACKET_SAMPLES);
  const [start = 0, end = 0] = seams;

  // The songs as their own decoders give them out, which have heard what came before.
  const from = decodeOpus(before);
  const toLead = Math.min(join.toPacket, AROUND);
  const to = tail(decodeOpus(songs.to.slice(join.toPacket - toLead, join.toPacket + AROUND)), toLead * PACKET_SAMPLES);
  const mixFrom = LEAD_FRAMES - (plan.fromPacket - join.fromPacket) * PACKET_SAMPLES;
  const wanted: Stereo = { left: stream.left.slice(), right: stream.right.slice() };
  for (const channel of ['left', 'right'] as const) {
    wanted[channel].set(from[channel].subarray(0, start));
    wanted[channel].set(mix[channel].subarray(mixFrom, mixFrom + end - start), start);
    wanted[channel].set(to[channel].subarray(0, wanted[channel].length - end), end);
  }
  // Decoding lags by the pre-skip: encoded that much earlier, the same sound comes out at the same place.
  const oneEncode = decodeOpus(encodeOpus(tail(wanted, OPUS_PRE_SKIP)));
  const ratios = seams.map((seam) => ({
    joined: snr(stream, wanted, seam - REACH, seam + REACH),
    whole: snr(oneEncode, wanted, seam - REACH, seam + REACH),
  }));
  return {
    snr: Math.min(...ratios.map(({ joined }) => joined)),
    againstOneEncode: Math.min(...ratios.map(({ joined, whole }) => joined - whole)),
  };
}

function tail({ left, right }: Stereo, from: number): Stereo {
  return { left: left.subarray(from), right: right.subarray(from) };
}

function snr(sound: Stereo, wanted: Stereo, from: number, to: number): Db {
  let signal = 0;
  let noise = 0;
  for (const channel of ['left', 'right'] as const) {
    for (let frame = Math.max(0, from); frame < Math.min(to, wanted[channel].length); frame += 1) {
      signal += wanted[channel][frame]! ** 2;
      noise += (sound[channel][frame]! - wanted[channel][frame]!) ** 2;
    }
  }
  return 10 * Math.log10(signal / noise);
}
