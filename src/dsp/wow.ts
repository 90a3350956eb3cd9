import type { Random } from '../random/index.ts';
import { SAMPLE_RATE, silence, type Stereo } from './audio.ts';

/** How unsteady a tape runs: peak pitch deviations in cents. */
export interface TapeSpeed {
  /** Slow swaying, about one turn of a reel. */
  readonly wowCents: number;
  /** Fast trembling, about one turn of a capstan. */
  readonly flutterCents: number;
}

const WOW_HERTZ = 0.55;
const FLUTTER_HERTZ = 6.3;

/** Frames between two values of the delay; it moves linearly in between. */
const CONTROL_FRAMES = 64;

/** Delay amplitude in frames that sways the pitch by so many cents at a rate: speed is the derivative of delay. */
function sway(cents: number, hertz: number): number {
  return ((2 ** (cents / 1200) - 1) / (2 * Math.PI * hertz)) * SAMPLE_RATE;
}

/** Samples on each side that the spline between two samples needs. */
const SPLINE_REACH = 2;

/** A worn tape: pitch sways and trembles. Audio may come in blocks, all but the last of a multiple of 64 frames. */
export class TapeMachine {
  readonly #wow: number;
  readonly #flutter: number;
  /** Where the sines begin. Two of them a third apart make the wow less regular. */
  readonly #phases: readonly [number, number, number];
  /** The last samples of each channel, as far back as the delay reaches. */
  readonly #past: Stereo;
  #step = 0;

  constructor({ wowCents, flutterCents }: TapeSpeed, random: Random) {
    this.#wow = sway(wowCents, WOW_HERTZ);
    this.#flutter = sway(flutterCents, FLUTTER_HERTZ);
    this.#phases = [random(), random(), random()].map((turn) => turn * 2 * Math.PI) as [number, number, number];
    this.#past = silence(Math.ceil(this.#delay(1, 1)) + SPLINE_REACH);
  }

  /** The delay in frames where the slow and the fast sway stand at -1 to 1; always above 2. */
  #delay(slow: number, fast: number): number {
    return 3 + this.#wow * (1 + slow) + this.#flutter * (1 + fast);
  }

  #delayAt(step: number): number {
    const turn = (2 * Math.PI * CONTROL_FRAMES) / SAMPLE_RATE;
    const [phase, phase2, phase3] = this.#phases;
    const slow =
      0.7 * Math.sin(phase + step * turn * WOW_HERTZ) + 0.3 * Math.sin(phase2 + step * turn * WOW_HERTZ * 0.731);
    return this.#delay(slow, Math.sin(phase3 + step * turn * FLUTTER_HERTZ));
  }

  /** Plays the next block in place, some milliseconds late, both channels alike. */
  process(block: Stereo): void {
    const steps = Math.ceil(block.left.length / CONTROL_FRAMES);
    const delays = Float64Array.from({ length: steps + 1 }, (_, step) => this.#delayAt(this.#step + step));
    readLate(block.left, this.#past.left, delays);
    readLate(block.right, this.#past.right, delays);
    this.#step += steps;
  }
}

/** Reads a channel at a moving delay, in place, and keeps its last samples for the next block. */
function readLate(samples: Float32Array, past: Float32Array, delays: Float64Array): void {
  const reach = past.length;
  const source = new Float32Array(reach + samples.length);
  source.set(past);
  source.set(samples, reach);
  past.set(source.subarray(samples.length));
  for (let index = 0; index < samples.length; index += 1) {
    const step = Math.floor(index / CONTROL_FRAMES);
    const part = (index - step * CONTROL_FRAMES) / CONTROL_FRAMES;
    const position = reach + index - (delays[step]! + (delays[step + 1]! - delays[step]!) * part);
    const base = Math.floor(position);
    // Catmull-Rom spline through four samples.
    const at = position - base;
    const [a, b, c, d] = [source[base - 1]!, source[base]!, source[base + 1]!, source[base + 2]!];
    samples[index] = b + 0.5 * at * (c - a + at * (2 * a - 5 * b + 4 * c - d + at * (3 * (b - c) + d - a)));
  }
}

/** Lets the pitch of a whole piece sway and tremble like a worn tape, in place: see {@link TapeMachine}. */
export function wow(audio: Stereo, speed: TapeSpeed, random: Random): void {
  new TapeMachine(speed, random).process(audio);
}
