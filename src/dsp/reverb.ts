import { SAMPLE_RATE, silence, type Stereo } from './audio.ts';
import { kernels } from './wasm/kernels.ts';
import { channelAt, span } from './wasm/pieces.ts';
import { PIECE_FRAMES, PLACES } from './wasm/places.ts';
import { COMBS_AT_ONCE } from './wasm/room-routines.ts';

/** How a room sounds. */
export interface Room {
  /** 0 to 1: how long it rings. */
  readonly size: number;
  /** 0 to 1: how fast the highs die. */
  readonly damping: number;
}

// Delay lengths of Freeverb (Jezar at Dreampoint, 2000, public domain), given for 44.1 kHz; the right channel is 23 longer.
const COMBS = [1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617];
const ALL_PASSES = [556, 441, 341, 225];
const SPREAD = 23;

/** Brings the sum of eight combs back to about the level of what came in. */
const INPUT_GAIN = 0.03;

const scaled = (length: number): number => Math.round((length * SAMPLE_RATE) / 44_100);

/** Several damped feedback combs of one channel: what came out of them last, and the state of their dampers. */
interface Combs {
  readonly lines: readonly Float32Array[];
  readonly held: Float32Array;
}

/** A room that rings on from block to block, which may be of any length: mono in, stereo out. */
export class Reverberator {
  readonly #damp: number;
  readonly #feedback: number;
  readonly #channels: readonly { readonly combs: readonly Combs[]; readonly allPasses: readonly Float32Array[] }[];

  constructor(room: Room) {
    const line = (length: number): Float32Array => new Float32Array(scaled(length));
    this.#damp = 0.4 * room.damping;
    this.#feedback = 0.7 + 0.28 * room.size;
    this.#channels = [0, SPREAD].map((spread) => ({
      combs: Array.from({ length: COMBS.length / COMBS_AT_ONCE }, (_, group) => ({
        lines: COMBS.slice(group * COMBS_AT_ONCE, (group + 1) * COMBS_AT_ONCE).map((length) => line(length + spread)),
        held: new Float32Array(COMBS_AT_ONCE),
      })),
      allPasses: ALL_PASSES.map((length) => line(length + spread)),
    }));
  }

  /** The reverberation alone of the next block of what is sent into the room. */
  process(send: Float32Array): Stereo {
    const wet = silence(send.length);
    for (let from = 0; from < send.length; from += PIECE_FRAMES) {
      const to = Math.min(send.length, from + PIECE_FRAMES);
      const input = channelAt(PLACES.send, to - from);
      input.set(send.subarray(from, to));
      const { left, right } = this.processPiece(input);
      wet.left.set(left, from);
      wet.right.set(right, from);
    }
    return wet;
  }

  /** The same of a piece in the memory of the kernels; the result lies there too, good until the next call. */
  processPiece(input: Float32Array): Stereo {
    const [left, right] = this.#channels.map(({ combs, allPasses }, side) => {
      const wet = channelAt(PLACES.wet[side]!, input.length);
      wet.fill(0);
      for (const group of combs) this.#addCombs(group, input, wet);
      for (const line of allPasses) {
        const held = bringLine(line, 0);
        kernels().allPass(...span(wet), PLACES.line(0), line.byteLength);
        line.set(held(input.length));
      }
      return wet;
    });
    return { left: left!, right: right! };
  }

  #addCombs({ lines, held }: Combs, input: Float32Array, wet: Float32Array): void {
    const after = lines.map(bringLine);
    const dampers = channelAt(PLACES.states, 4 * COMBS_AT_ONCE);
    dampers.set(held, 3 * COMBS_AT_ONCE);
    kernels().combs(
      ...[...span(input), wet.byteOffset],
      ...lines.map((_, index) => PLACES.line(index)),
      ...lines.map((line) => line.byteLength),
      ...[PLACES.states, 1 - this.#damp, this.#damp, this.#feedback, INPUT_GAIN],
    );
    const last = (input.length - 1) % 4;
    held.set(dampers.subarray(last * COMBS_AT_ONCE, (last + 1) * COMBS_AT_ONCE));
    for (const [index, line] of lines.entries()) line.set(after[index]!(input.length));
  }
}

/** Brings a delay line into the memory of the kernels; what it returns tells what the line holds after so many frames. */
function bringLine(line: Float32Array, index: number): (frames: number) => Float32Array {
  const address = PLACES.line(index);
  channelAt(address, line.length).set(line);
  return (frames) => channelAt(address + 4 * frames, line.length);
}

/** The reverberation alone of a whole piece: see {@link Reverberator}. */
export function reverberate(send: Float32Array, room: Room): Stereo {
  return new Reverberator(room).process(send);
}
