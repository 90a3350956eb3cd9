import type { Stereo } from './audio.ts';
import { kernels } from './wasm/kernels.ts';
import { channelAt, span } from './wasm/pieces.ts';
import { PLACES } from './wasm/places.ts';

// All of these work on pieces in the memory of the kernels: see inPieces and bring.

/** Multiplies each channel of a piece by a gain, in place. */
export function scalePiece({ left, right }: Stereo, leftGain: number, rightGain: number): void {
  kernels().scale(left.byteOffset, ...spanAfter(right, left), leftGain, rightGain);
}

/** Adds a piece to a sum, in place. */
export function addPiece(sum: Stereo, { left, right }: Stereo, gain = 1): void {
  kernels().add(sum.left.byteOffset, sum.right.byteOffset, left.byteOffset, ...spanAfter(right, sum.left), gain);
}

/** Adds both channels of a piece to a channel, in place. */
export function sendPiece(sum: Float32Array, { left, right }: Stereo, gain: number): void {
  kernels().send(sum.byteOffset, left.byteOffset, ...spanAfter(right, sum), gain);
}

/** Brings the sides of a piece in or out, in place: 0 is mono, 1 leaves it alone. */
export function widenPiece({ left, right }: Stereo, width: number): void {
  kernels().width(left.byteOffset, ...spanAfter(right, left), width / 2);
}

/** Multiplies both channels of a piece by a gain for each frame, in place; `gains` come from {@link gainsFor}. */
export function ridePiece({ left, right }: Stereo, gains: Float32Array): void {
  kernels().ride(left.byteOffset, right.byteOffset, ...spanAfter(gains, left));
}

/** Room for so many frames' gains, good until the next call; it holds what was there. */
export function gainsFor(frames: number): Float32Array {
  return channelAt(PLACES.gains, frames);
}

/** One of two sums, silent at first, and good until the next call for the same. */
export function emptySum(index: 0 | 1, frames: number): Stereo {
  const [left, right] = PLACES.sums[index];
  const sum = { left: channelAt(left, frames), right: channelAt(right, frames) };
  sum.left.fill(0);
  sum.right.fill(0);
  return sum;
}

/** The same for one channel. */
export function emptySend(frames: number): Float32Array {
  return channelAt(PLACES.send, frames).fill(0);
}

/** An address, and the end of the channel that a routine goes by. */
function spanAfter({ byteOffset }: Float32Array, counted: Float32Array): readonly [number, number] {
  return [byteOffset, span(counted)[1]];
}
