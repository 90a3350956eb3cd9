import {
  SAMPLE_RATE,
  addTo,
  filterStereo,
  findOnsets,
  limit,
  lowPass,
  silence,
  stretchAlong,
  varispeed,
  type Stereo,
} from '../dsp/index.ts';
import { bridgeGains, overlapGains } from './join-gains.ts';
import type { BeatPlan, BridgePlan, JoinPlan } from './join-plan.ts';
import { OPUS_PRE_SKIP } from './opus.ts';
import { PACKET_SAMPLES } from './segment.ts';

/**
 * Packets of the song that goes which an encoder hears at least before the join's first, so that it is where that song's encoder was. Ten make
 * the join as good; with a second of them its encoder does the same as one that has heard still more, and the seam can be chosen by what it does.
 */
export const PRIME_PACKETS = 50;

/** How many places each of the two seams may have. */
export const SEAM_CHOICES = 20;

/** What of the song that goes a mix holds before the plan's first packet: for the encoder, and to choose the seam from. */
export const LEAD_PACKETS: number = PRIME_PACKETS + SEAM_CHOICES;
export const LEAD_FRAMES: number = LEAD_PACKETS * PACKET_SAMPLES;

/** What a join is mixed from; sounds are decoded, each in the time of its own stream. */
export interface JoinSound {
  /** The song that goes, from {@link LEAD_FRAMES} before the join on, as far as it goes. */
  readonly from: Stereo;
  /** The song that comes, from its beginning on, for at least {@link songPacketsNeeded}. */
  readonly to: Stereo;
  /** Their beds alone, as loud as under the songs, at least {@link mixFrames} long; for a bridge. */
  readonly fromBed?: Stereo;
  readonly toBed?: Stereo;
  readonly jingle?: Stereo;
}

/** Length of a join's mix: lead, join, and the encoder's look-ahead. */
export function mixFrames(plan: JoinPlan): number {
  return LEAD_FRAMES + plan.entry + plan.toPacket * PACKET_SAMPLES + OPUS_PRE_SKIP;
}

/** How many packets of the song that comes a mix holds: up to the plan's last, and the encoder's look-ahead. */
export function songPacketsNeeded(plan: JoinPlan): number {
  return plan.toPacket + 1;
}

/**
 * Mixes a join: the song that goes alone for {@link LEAD_FRAMES} and at the join's first frame, the song that comes alone at its end. Between them
 * no peak is above the ceiling (linear).
 */
export function mixJoin(plan: JoinPlan, sound: JoinSound, ceiling: number): Stereo {
  const mix = plan.kind === 'beats' ? mixBeats(plan, sound) : mixBridge(plan, sound);
  limitWithin(mix, ceiling, LEAD_FRAMES, LEAD_FRAMES + lastMixed(plan));
  return mix;
}

function mixBeats(plan: BeatPlan, sound: JoinSound): Stereo {
  const frames = mixFrames(plan);
  const mix = silence(frames);
  const from = glided(plan, sound.from, frames);
  const to = placed(sound.to, LEAD_FRAMES + plan.entry, frames);
  const gains = overlapGains(plan.overlap);
  for (const [audio, side] of [[from, 'from'] as const, [to, 'to'] as const]) {
    bands(audio).forEach((band, index) => {
      const gain = gains[index]![side];
      shape(band, (frame) => gain(frame - LEAD_FRAMES));
      addTo(mix, band);
    });
  }
  return mix;
}

function mixBridge(plan: BridgePlan, sound: JoinSound): Stereo {
  const frames = mixFrames(plan);
  const mix = silence(frames);
  const gains = bridgeGains(plan);
  const layers = [
    { audio: placed(sound.from, 0, frames), gain: gains.from },
    { audio: placed(sound.fromBed ?? silence(0), 0, frames), gain: gains.fromBed },
    { audio: placed(sound.toBed ?? silence(0), 0, frames), gain: gains.toBed },
    { audio: placed(sound.to, LEAD_FRAMES + plan.entry, frames), gain: gains.to },
  ];
  for (const { audio, gain } of layers) {
    shape(audio, (frame) => gain(frame - LEAD_FRAMES));
    addTo(mix, audio);
  }
  if (plan.jingle !== undefined && sound.jingle !== undefined)
    addTo(mix, placed(sound.jingle, LEAD_FRAMES + plan.jingle, frames));
  return mix;
}

/** The song that goes, in the time of the mix. */
function glided(plan: BeatPlan, audio: Stereo, frames: number): Stereo {
  const positions = glidePositions(plan, frames);
  const { beats } = plan.glide;
  if (beats === undefined) return varispeed(audio, positions);
  const anchors = withBeats(findOnsets(audio), LEAD_FRAMES + beats.first, beats.every, audio.left.length);
  return stretchAlong(audio, frames, anchors, (position) => frameAt(positions, position));
}

/** An onset so near to a beat is that beat's. */
const BEAT_REACH = 0.03 * SAMPLE_RATE;

/** Onsets, and the beats on which none was found: a kick under a pad may not stand out, and must not be late. */
function withBeats(onsets: readonly number[], first: number, every: number, end: number): readonly number[] {
  const count = Math.max(0, Math.ceil((end - first) / every));
  const beats = Array.from({ length: count }, (_, index) => Math.round(first + index * every));
  const free = beats.filter((beat) => !onsets.some((onset) => Math.abs(onset - beat) < BEAT_REACH));
  return [...onsets, ...free].toSorted((a, b) => a - b);
}

/** The frame at which a rising row of positions reaches one, between frames too; as it rises at its end, beyond it. */
function frameAt(positions: Float64Array, position: number): number {
  let [low, high] = [0, positions.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (positions[middle]! <= position) low = middle;
    else high = middle;
  }
  return low + (position - positions[low]!) / (positions[high]! - positions[low]!);
}

/** Where the song that goes is at each frame of a mix; see {@link BeatPlan.glide}. Exported for the test of its promise. */
export function glidePositions({ glide }: BeatPlan, frames: number): Float64Array {
  const { frames: over, speed, shift } = glide;
  return Float64Array.from({ length: frames }, (_, index) => {
    const frame = index - LEAD_FRAMES;
    if (frame <= 0) return index;
    const part = Math.min(1, frame / over);
    // The shift as a raised cosine of speed: it neither begins nor ends with a jerk.
    const shifted = shift * (part - Math.sin(2 * Math.PI * part) / (2 * Math.PI));
    const glided = over * (part + ((speed - 1) * part * part) / 2);
    return LEAD_FRAMES + glided + shifted + Math.max(0, frame - over) * speed;
  });
}

/** Corners between the three bands that are crossfaded each in its own time, like the three knobs of a disc jockey's mixer. */
const LOW_CORNER = 150;
const HIGH_CORNER = 2500;

/** Low, middle and high, which sum to the audio again. */
function bands(audio: Stereo): readonly [Stereo, Stereo, Stereo] {
  const low = copy(audio);
  filterStereo(low, lowPass(LOW_CORNER));
  const high = copy(audio);
  addTo(high, low, -1);
  const middle = copy(high);
  filterStereo(middle, lowPass(HIGH_CORNER));
  addTo(high, middle, -1);
  return [low, middle, high];
}

function copy({ left, right }: Stereo): Stereo {
  return { left: left.slice(), right: right.slice() };
}

/** So many frames of silence with audio laid in from a frame on. */
function placed(audio: Stereo, at: number, frames: number): Stereo {
  const room = silence(frames);
  const length = Math.max(0, Math.min(audio.left.length, frames - at));
  room.left.set(audio.left.subarray(0, length), at);
  room.right.set(audio.right.subarray(0, length), at);
  return room;
}

function shape(audio: Stereo, gain: (frame: number) => number): void {
  for (let frame = 0; frame < audio.left.length; frame += 1) {
    const factor = gain(frame);
    audio.left[frame]! *= factor;
    audio.right[frame]! *= factor;
  }
}

/** The frame of the join after which there is nothing but the song that comes. */
function lastMixed(plan: JoinPlan): number {
  return plan.kind === 'beats' ? plan.overlap.to : plan.firstBed.to;
}

/** Limits a stretch and leaves what is around it as it is, in place; at its ends the one passes into the other within a packet. */
function limitWithin(mix: Stereo, ceiling: number, from: number, to: number): void {
  const limited = copy(mix);
  limit(limited, ceiling);
  for (let frame = from; frame < Math.min(mix.left.length, to + PACKET_SAMPLES); frame += 1) {
    const share = Math.min(1, (frame - from) / PACKET_SAMPLES, (to + PACKET_SAMPLES - frame) / PACKET_SAMPLES);
    mix.left[frame]! += share * (limited.left[frame]! - mix.left[frame]!);
    mix.right[frame]! += share * (limited.right[frame]! - mix.right[frame]!);
  }
}
