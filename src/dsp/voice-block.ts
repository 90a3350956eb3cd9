import type { Stereo } from './audio.ts';
import { kernels } from './wasm/kernels.ts';
import { channelAt } from './wasm/pieces.ts';
import { MOST_PERIODS, PLACES, VOICE_FRAMES } from './wasm/places.ts';
import { PERIOD_BITS } from './wasm/voice-routines.ts';

export { VOICE_FRAMES };

/** Samples of a period that {@link addPeriod} reads; it has one more, the first once more. */
export const PERIOD_FRAMES: number = 2 ** PERIOD_BITS;

/** Phases and steps are counted in samples of a period; the routine counts turns in 32 bits. */
const TURN = 2 ** (32 - PERIOD_BITS);

const LEFT = PLACES.voice[0];

/** Periods that lie in the memory of the kernels: the one that was brought first gives way to the next. */
class PeriodShelf {
  readonly #addresses = new Map<Float32Array, number>();
  #next = 0;

  addressOf(period: Float32Array): number {
    const known = this.#addresses.get(period);
    if (known !== undefined) return known;
    const address = PLACES.period(this.#next);
    this.#next = (this.#next + 1) % MOST_PERIODS;
    if (this.#addresses.size === MOST_PERIODS) this.#addresses.delete(this.#addresses.keys().next().value!);
    channelAt(address, period.length).set(period);
    this.#addresses.set(period, address);
    return address;
  }
}

let shelf: PeriodShelf | undefined;

/**
 * The block in which one voice is played, at most {@link VOICE_FRAMES} at a time, in the memory of the kernels. One side alone is the left
 * one. There is one for all: a voice is at its end with it before the next begins.
 */
export class VoiceBlock {
  readonly #left = channelAt(LEFT, VOICE_FRAMES + 4);
  readonly #right: Float32Array;
  readonly #place: number;

  constructor(sides: 'both' | 'one') {
    this.#place = PLACES.voice[sides === 'both' ? 1 : 0];
    this.#right = sides === 'both' ? channelAt(this.#place, VOICE_FRAMES + 4) : this.#left;
  }

  /** Its samples, for what no routine does. */
  get sides(): Stereo {
    return { left: this.#left, right: this.#right };
  }

  clear(): void {
    this.#left.fill(0);
    if (this.#right !== this.#left) this.#right.fill(0);
  }

  /** Adds a wave to the first frames, from a phase on; to the left side alone with its gain where there is one side. */
  addPeriod(period: Float32Array, phase: number, step: number, frames: number, gains: readonly [number, number]): void {
    shelf ??= new PeriodShelf();
    const address = shelf.addressOf(period);
    const turns = Math.floor(phase * TURN) | 0;
    // On one side, the second addition adds nothing to what the first has made.
    const [left, right] = this.#right === this.#left ? [gains[0], 0] : gains;
    kernels().wave(address, LEFT, this.#place, LEFT + 4 * frames, turns, Math.round(step * TURN) | 0, left, right);
  }

  /**
   * Filters the first frames through one or two state-variable filters alike. The numbers are three coefficients, by how much each grows
   * with a frame, and the shares of the input, the band and the low that go out. The state has four numbers for each filter.
   */
  filter(frames: number, numbers: Float64Array, state: Float64Array): void {
    const { doubles, stateVariable1, stateVariable2 } = kernels();
    const states = PLACES.states / 8;
    for (let index = 0; index < numbers.length; index += 1) doubles[PLACES.coefficients / 8 + index] = numbers[index]!;
    for (let index = 0; index < state.length; index += 1) doubles[states + index] = state[index]!;
    const run = state.length === 4 ? stateVariable1 : stateVariable2;
    run(LEFT, this.#place, LEFT + 4 * frames, PLACES.coefficients, PLACES.states);
    for (let index = 0; index < state.length; index += 1) state[index] = doubles[states + index]!;
  }

  /** Saturates the first frames: 1 is warm. Quiet sounds keep their level. */
  drive(frames: number, amount: number): void {
    for (const side of this.#right === this.#left ? [LEFT] : PLACES.voice)
      kernels().drive(side, side + 4 * frames, amount, 1 / amount);
  }

  /** Adds the first frames to a sum in the memory of the kernels, at a gain that moves from one value to the next. */
  addTo(sum: Stereo, at: number, frames: number, gain: number, next: number): void {
    // The routine works on four frames at a time: what lies behind the last is nothing.
    if (frames % 4 !== 0) {
      this.#left.fill(0, frames);
      this.#right.fill(0, frames);
    }
    const [left, right] = [sum.left.byteOffset + 4 * at, sum.right.byteOffset + 4 * at];
    kernels().fade(left, right, LEFT, this.#place, LEFT + 4 * frames, gain, (next - gain) / frames);
  }
}
