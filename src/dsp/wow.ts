import type { Random } from '../random/index.ts';
import { SAMPLE_RATE, silence, type Stereo } from './audio.ts';
import { kernels } from './wasm/kernels.ts';
import { channelAt, inPieces } from './wasm/pieces.ts';
import { PLACES } from './wasm/places.ts';

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
    inPieces(block, (piece) => {
      const { left, right } = piece;
      const { length } = this.#past.left;
      const [sourceLeft, sourceRight] = [
        bringSource(this.#past.left, left, PLACES.line(0)),
        bringSource(this.#past.right, right, PLACES.line(1)),
      ];
      let delay = this.#delayAt(this.#step);
      for (let first = 0; first < left.length; first += CONTROL_FRAMES) {
        this.#step += 1;
        const next = this.#delayAt(this.#step);
        const frames = Math.min(CONTROL_FRAMES, left.length - first);
        const [from, to] = [left.byteOffset + 4 * first, left.byteOffset + 4 * (first + frames)];
        const speed = 1 - (next - delay) / CONTROL_FRAMES;
        // Places are counted from here, so that they are the same numbers however the audio is cut into blocks.
        const place = length - delay;
        const sources = [PLACES.line(0) + 4 * first, PLACES.line(1) + 4 * first] as const;
        kernels().tape(from, right.byteOffset + 4 * first, to, ...sources, place, speed);
        delay = next;
      }
      this.#past.left.set(sourceLeft.subarray(left.length));
      this.#past.right.set(sourceRight.subarray(left.length));
    });
  }
}

/** What is past and what comes, one after the other in the memory of the kernels. */
function bringSource(past: Float32Array, next: Float32Array, address: number): Float32Array {
  const source = channelAt(address, past.length + next.length);
  source.set(past);
  source.set(next, past.length);
  return source;
}

/** Lets the pitch of a whole piece sway and tremble like a worn tape, in place: see {@link TapeMachine}. */
export function wow(audio: Stereo, speed: TapeSpeed, random: Random): void {
  new TapeMachine(speed, random).process(audio);
}
