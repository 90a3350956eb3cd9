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

/** Adds a low-pass-damped feedback comb of the input to the output. */
function comb(input: Float32Array, output: Float32Array, length: number, room: Room): void {
  const line = new Float32Array(length);
  const feedback = 0.7 + 0.28 * room.size;
  const damp = 0.4 * room.damping;
  let place = 0;
  let held = 0;
  for (let index = 0; index < input.length; index += 1) {
    const delayed = line[place]!;
    // The small offset keeps the loop out of denormal numbers, which are slow.
    held = delayed * (1 - damp) + held * damp + 1e-18;
    line[place] = input[index]! * INPUT_GAIN + held * feedback;
    place = place + 1 === length ? 0 : place + 1;
    output[index]! += delayed;
  }
}

/** A Schroeder all-pass, in place. */
function allPass(samples: Float32Array, length: number): void {
  const line = new Float32Array(length);
  let place = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const delayed = line[place]!;
    const input = samples[index]!;
    line[place] = input + delayed * 0.5;
    samples[index] = delayed - input;
    place = place + 1 === length ? 0 : place + 1;
  }
}

/** The reverberation alone of what is sent into a room: mono in, stereo out. */
export function reverberate(send: Float32Array, room: Room): Stereo {
  const wet = silence(send.length);
  for (const [channel, spread] of [
    [wet.left, 0],
    [wet.right, SPREAD],
  ] as const) {
    for (const length of COMBS) comb(send, channel, scaled(length + spread), room);
    for (const length of ALL_PASSES) allPass(channel, scaled(length + spread));
  }
  return wet;
}
