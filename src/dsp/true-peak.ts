import type { Stereo } from './audio.ts';
import { PEAK_REACH } from './peak-weights.ts';
import { kernels } from './wasm/kernels.ts';
import { channelAt } from './wasm/pieces.ts';
import { PIECE_FRAMES, PLACES } from './wasm/places.ts';

/**
 * Between two samples no tone below 20 kHz lies higher than 1.42 times the highest of them and their two neighbours; with this share
 * there is room for sounds of several such tones.
 */
const NEARBY_SHARE = 0.6;

/** Silence on each side of a piece that lies at an end; a whole number of the routine's vectors. */
const MARGIN = 2 * PEAK_REACH;

/** Frames of a piece of audio, with what lies on both sides of them. */
function bringWithMargin(samples: Float32Array, from: number, to: number, address: number): number {
  const [first, last] = [from - MARGIN, Math.min(samples.length, to + MARGIN)];
  const place = channelAt(address, to - from + 2 * MARGIN).fill(0);
  place.set(samples.subarray(Math.max(0, first), last), Math.max(0, -first));
  return address + 4 * MARGIN;
}

/**
 * Magnitudes of at most {@link PIECE_FRAMES} frames: each that may exceed the threshold counts what lies between it and the next too, in
 * either channel; outside the audio there is silence. What is quiet is skipped, which is what makes it fast. Undefined when nothing
 * exceeds the threshold. Good until the next call.
 */
export function peaksAbove(threshold: number, audio: Stereo, from: number, to: number): Float32Array | undefined {
  const first = bringWithMargin(audio.left, from, to, PLACES.line(0));
  const second = bringWithMargin(audio.right, from, to, PLACES.line(1));
  const highest = channelAt(PLACES.states, 4).fill(0);
  const end = first + 4 * (to - from);
  kernels().peaks(first, second, end, PLACES.gains, threshold * NEARBY_SHARE, PLACES.states);
  return highest.some((magnitude) => magnitude > threshold) ? channelAt(PLACES.gains, to - from) : undefined;
}

/** The highest magnitude of a piece, between the samples too, as a linear gain (0 for silence). */
export function truePeak(audio: Stereo): number {
  let highest = 0;
  for (let from = 0; from < audio.left.length; from += PIECE_FRAMES) {
    const to = Math.min(audio.left.length, from + PIECE_FRAMES);
    for (const magnitude of peaksAbove(highest, audio, from, to) ?? []) highest = Math.max(highest, magnitude);
  }
  return highest;
}
