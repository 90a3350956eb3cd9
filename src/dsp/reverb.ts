import { SAMPLE_RATE, silence, type Stereo } from './audio.ts';

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

/** A low-pass-damped feedback comb. */
class Comb {
  readonly #line: Float32Array;
  readonly #feedback: number;
  readonly #damp: number;
  #place = 0;
  #held = 0;

  constructor(length: number, room: Room) {
    this.#line = new Float32Array(length);
    this.#feedback = 0.7 + 0.28 * room.size;
    this.#damp = 0.4 * room.damping;
  }

  /** Adds the comb of the input to the output. */
  add(input: Float32Array, output: Float32Array): void {
    const line = this.#line;
    const feedback = this.#feedback;
    const damp = this.#damp;
    let place = this.#place;
    let held = this.#held;
    for (let index = 0; index < input.length; index += 1) {
      const delayed = line[place]!;
      // The small offset keeps the loop out of denormal numbers, which are slow.
      held = delayed * (1 - damp) + held * damp + 1e-18;
      line[place] = input[index]! * INPUT_GAIN + held * feedback;
      place = place + 1 === line.length ? 0 : place + 1;
      output[index]! += delayed;
    }
    this.#place = place;
    this.#held = held;
  }
}

/** A Schroeder all-pass. */
class AllPass {
  readonly #line: Float32Array;
  #place = 0;

  constructor(length: number) {
    this.#line = new Float32Array(length);
  }

  /** In place. */
  process(samples: Float32Array): void {
    const line = this.#line;
    let place = this.#place;
    for (let index = 0; index < samples.length; index += 1) {
      const delayed = line[place]!;
      const input = samples[index]!;
      line[place] = input + delayed * 0.5;
      samples[index] = delayed - input;
      place = place + 1 === line.length ? 0 : place + 1;
    }
    this.#place = place;
  }
}

/** A room that rings on from block to block, which may be of any length: mono in, stereo out. */
export class Reverberator {
  readonly #channels: readonly (readonly [readonly Comb[], readonly AllPass[]])[];
  #wet: Stereo = silence(0);

  constructor(room: Room) {
    this.#channels = [0, SPREAD].map((spread) => [
      COMBS.map((length) => new Comb(scaled(length + spread), room)),
      ALL_PASSES.map((length) => new AllPass(scaled(length + spread))),
    ]);
  }

  /** The reverberation alone of the next block of what is sent into the room; good until the next call. */
  process(send: Float32Array): Stereo {
    if (this.#wet.left.length !== send.length) this.#wet = silence(send.length);
    const wet = this.#wet;
    wet.left.fill(0);
    wet.right.fill(0);
    for (const [index, [combs, allPasses]] of this.#channels.entries()) {
      const channel = index === 0 ? wet.left : wet.right;
      for (const comb of combs) comb.add(send, channel);
      for (const allPass of allPasses) allPass.process(channel);
    }
    return wet;
  }
}

/** The reverberation alone of a whole piece: see {@link Reverberator}. */
export function reverberate(send: Float32Array, room: Room): Stereo {
  return new Reverberator(room).process(send);
}
