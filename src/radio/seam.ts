import type { Stereo } from '../dsp/index.ts';
import { decodeOpus } from './opus.ts';
import { PACKET_SAMPLES } from './segment.ts';

/** Packets that a decoder is given before the sound of one counts, when it begins in the middle of a stream: what it had heard before has died away. */
const WARM_UP_PACKETS = 25;

/** How many packets after a seam are looked at. */
const SEAM_PACKETS = 3;

/** How many packets on each side of a join's beginning are looked at: a tenth of a second. */
const ENTRANCE_PACKETS = 5;

/** A stretch of a stream's sound, as a player in the middle of it hears it: packets `from` to `to` (exclusive). */
export function decodeStretch(packets: readonly Uint8Array[], from: number, to: number): Stereo {
  const first = Math.max(0, from - WARM_UP_PACKETS);
  const { left, right } = decodeOpus(packets.slice(first, to));
  const skip = (from - first) * PACKET_SAMPLES;
  return { left: left.subarray(skip), right: right.subarray(skip) };
}

/**
 * The packet with which one stream of Opus best takes over from another that holds the same sound. Each packet builds on what its own encoder had sent
 * before, some much and some hardly: of the places from `first` to `last`, the one is taken from which on the stream is decoded most like on its
 * own. Packet `n` of `coming` is at the time of packet `n + offset` of `going`.
 */
export function bestSeam(
  going: readonly Uint8Array[],
  coming: readonly Uint8Array[],
  offset: number,
  [first, last]: readonly [number, number],
): number {
  const own = decodeStretch(coming, first, last + SEAM_PACKETS);
  let best = { place: last, noise: Infinity };
  for (let place = first; place <= last; place += 1) {
    const before = going.slice(Math.max(0, place + offset - WARM_UP_PACKETS), place + offset);
    const after = coming.slice(place, place + SEAM_PACKETS);
    const heard = decodeStretch([...before, ...after], before.length, before.length + after.length);
    const at = (place - first) * PACKET_SAMPLES;
    const noise = noiseOf(heard.left, own.left, at) + noiseOf(heard.right, own.right, at);
    if (noise < best.noise) best = { place, noise };
  }
  return best.place;
}

/**
 * Where a join may begin, the best first: places from `first` to `last` at which its own packets can take over from those of the song that goes.
 * Up to the seam a listener hears the song as it was sent, which an encoder that heard all in one go would have coded once more; after it, what
 * the join's packets make of its mix. The less noise there is after a seam against what is saved before it, the better; so a seam is never worse
 * than one encoding, even where that one happens to meet the song's own bits again. Packet `n` of the join is at the time of packet `n + offset`
 * of the song.
 */
export function entranceSeams(
  going: readonly Uint8Array[],
  { mix, packets }: { readonly mix: Stereo; readonly packets: readonly Uint8Array[] },
  offset: number,
  [first, last]: readonly [number, number],
): readonly number[] {
  const own = decodeOpus(packets.slice(0, last));
  const places = Array.from({ length: last - first + 1 }, (_, index) => first + index).map((place) => {
    const before = going.slice(Math.max(0, place + offset - WARM_UP_PACKETS), place + offset);
    const after = packets.slice(place, place + ENTRANCE_PACKETS);
    const heard = decodeStretch([...before, ...after], before.length, before.length + after.length);
    const at = place * PACKET_SAMPLES;
    const start = at - ENTRANCE_PACKETS * PACKET_SAMPLES;
    const saved = energyOfDifference(stretch(own, start, at), stretch(mix, start, at));
    const added = energyOfDifference(heard, stretch(mix, at, at + heard.left.length));
    return { place, gain: saved / added };
  });
  return places.toSorted((a, b) => b.gain - a.gain).map(({ place }) => place);
}

function stretch({ left, right }: Stereo, from: number, to: number): Stereo {
  return { left: left.subarray(from, to), right: right.subarray(from, to) };
}

/** The noise of a sound against what it should be; never quite nothing. */
function energyOfDifference(heard: Stereo, wanted: Stereo): number {
  let noise = 1e-9;
  for (const channel of ['left', 'right'] as const) {
    for (let frame = 0; frame < wanted[channel].length; frame += 1)
      noise += (heard[channel][frame]! - wanted[channel][frame]!) ** 2;
  }
  return noise;
}

/** How far a channel is from a reference, that begins at a frame, against how loud that is. */
function noiseOf(heard: Float32Array, reference: Float32Array, at: number): number {
  let [noise, signal] = [0, 1e-9];
  for (let frame = 0; frame < heard.length; frame += 1) {
    const wanted = reference[at + frame] ?? 0;
    noise += (heard[frame]! - wanted) ** 2;
    signal += wanted ** 2;
  }
  return noise / signal;
}
