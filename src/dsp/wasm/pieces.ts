import type { Stereo } from '../audio.ts';
import { kernels } from './kernels.ts';
import { PIECE_FRAMES, PLACES } from './places.ts';

/** The first frames of a place in the memory of the kernels. */
export function channelAt(address: number, frames: number): Float32Array {
  return kernels().floats.subarray(address / 4, address / 4 + frames);
}

/** Where the kernels find a channel of their memory, and where it ends. */
export function span({ byteOffset, byteLength }: Float32Array): readonly [number, number] {
  return [byteOffset, byteOffset + byteLength];
}

function isHere(samples: Float32Array): boolean {
  return samples.buffer === kernels().floats.buffer;
}

/**
 * Works on a block in the memory of the kernels, a piece at a time: a block that lies there already is one piece; of others each
 * piece is brought there and back. `from` is the piece's first frame. The work may not bring another block there.
 */
export function inPieces({ left, right }: Stereo, work: (piece: Stereo, from: number) => void): void {
  if (isHere(left)) {
    work({ left, right }, 0);
    return;
  }
  for (let from = 0; from < left.length; from += PIECE_FRAMES) {
    const to = Math.min(left.length, from + PIECE_FRAMES);
    const piece = bring({ left, right }, from, to);
    work(piece, from);
    left.set(piece.left, from);
    right.set(piece.right, from);
  }
}

/** A piece of a block in the memory of the kernels: a copy, good until the next is brought there. */
export function bring({ left, right }: Stereo, from: number, to: number): Stereo {
  const piece = { left: channelAt(PLACES.work[0], to - from), right: channelAt(PLACES.work[1], to - from) };
  piece.left.set(left.subarray(from, to));
  piece.right.set(right.subarray(from, to));
  return piece;
}

/** The same as {@link inPieces} for one channel. */
export function channelInPieces(samples: Float32Array, work: (piece: Float32Array) => void): void {
  if (isHere(samples)) {
    work(samples);
    return;
  }
  for (let from = 0; from < samples.length; from += PIECE_FRAMES) {
    const piece = channelAt(PLACES.work[0], Math.min(samples.length, from + PIECE_FRAMES) - from);
    piece.set(samples.subarray(from, from + PIECE_FRAMES));
    work(piece);
    samples.set(piece, from);
  }
}
