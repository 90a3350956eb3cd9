import { FilterChain, SAMPLE_RATE, dbToGain, highPass, lowPass, type Biquad, type Stereo } from '../dsp/index.ts';
import type { Automation, Ticks } from '../score/index.ts';

/** Frames between two values of what moves; a block is a multiple of it long and begins at one. */
const CONTROL_FRAMES = 64;

/** How fast a jump is followed: over some milliseconds, so that it does not click. */
const SMOOTHING_SECONDS = 0.004;
const SMOOTHING = 1 - Math.exp(-CONTROL_FRAMES / (SMOOTHING_SECONDS * SAMPLE_RATE));

/** Corner frequencies that a filter can take at this sample rate. */
const LOWEST_HERTZ = 16;
const HIGHEST_HERTZ = 20_000;

/** Quality factors of the two halves of a Butterworth filter of fourth order: 24 dB an octave. */
const HALVES_Q = [0.541, 1.307] as const;

/** Something on the desk that moves: works on one block after another, in place. */
export interface Move {
  process(block: Stereo): void;
}

/** The points of a move in frames, with the values that lines are straight in: decibels, octaves. */
interface Course {
  readonly frames: readonly number[];
  readonly values: readonly number[];
}

/** Follows a course in steps of {@link CONTROL_FRAMES}, without jumps. */
class Follower {
  readonly #course: Course;
  #frame = 0;
  #point = 0;
  #value: number;

  constructor(course: Course) {
    this.#course = course;
    this.#value = this.#target();
  }

  #target(): number {
    const { frames, values } = this.#course;
    while (this.#point + 1 < frames.length && frames[this.#point + 1]! <= this.#frame) this.#point += 1;
    const from = frames[this.#point]!;
    const to = frames[this.#point + 1];
    const value = values[this.#point]!;
    if (to === undefined || this.#frame <= from) return value;
    return value + ((values[this.#point + 1]! - value) * (this.#frame - from)) / (to - from);
  }

  /** The value now. */
  get value(): number {
    return this.#value;
  }

  /** Goes on by one step; tells whether the value changed. */
  advance(): boolean {
    this.#frame += CONTROL_FRAMES;
    const missing = this.#target() - this.#value;
    if (missing === 0) return false;
    this.#value = Math.abs(missing) < 1e-4 ? this.#value + missing : this.#value + missing * SMOOTHING;
    return true;
  }
}

/** A level that moves. */
class MovingGain implements Move {
  readonly #follower: Follower;
  #gain: number;

  constructor(course: Course) {
    this.#follower = new Follower(course);
    this.#gain = dbToGain(this.#follower.value);
  }

  process({ left, right }: Stereo): void {
    let gain = this.#gain;
    for (let first = 0; first < left.length; first += CONTROL_FRAMES) {
      const goal = this.#follower.advance() ? dbToGain(this.#follower.value) : gain;
      const step = (goal - gain) / CONTROL_FRAMES;
      const end = Math.min(left.length, first + CONTROL_FRAMES);
      for (let frame = first; frame < end; frame += 1) {
        gain += step;
        left[frame]! *= gain;
        right[frame]! *= gain;
      }
      gain = goal;
    }
    this.#gain = gain;
  }
}

/** A corner frequency that moves. */
class MovingFilter implements Move {
  readonly #follower: Follower;
  readonly #design: (octaves: number) => readonly Biquad[];
  readonly #filters: FilterChain;

  constructor(course: Course, shape: (hertz: number, q: number) => Biquad) {
    this.#follower = new Follower(course);
    this.#design = (octaves) => HALVES_Q.map((q) => shape(2 ** octaves, q));
    this.#filters = new FilterChain(this.#design(this.#follower.value));
  }

  process({ left, right }: Stereo): void {
    for (let first = 0; first < left.length; first += CONTROL_FRAMES) {
      const end = Math.min(left.length, first + CONTROL_FRAMES);
      this.#filters.process({ left: left.subarray(first, end), right: right.subarray(first, end) });
      if (this.#follower.advance()) this.#filters.retune(this.#design(this.#follower.value));
    }
  }
}

const octaves = (hertz: number): number => Math.log2(Math.min(HIGHEST_HERTZ, Math.max(LOWEST_HERTZ, hertz)));

function moveOf({ setting, points }: Automation, toFrame: (ticks: Ticks) => number): Move {
  const frames = points.map(({ at }) => toFrame(at));
  const values = points.map(({ value }) => (setting === 'gain' ? value : octaves(value)));
  switch (setting) {
    case 'gain':
      return new MovingGain({ frames, values });
    case 'lowPass':
      return new MovingFilter({ frames, values }, lowPass);
    case 'highPass':
      return new MovingFilter({ frames, values }, highPass);
  }
}

/** What moves on one strip, or on the sum, filters first: blocks of it begin at frame 0 and follow each other. */
export function movesOf(
  automation: readonly Automation[] | undefined,
  target: Automation['target'],
  toFrame: (ticks: Ticks) => number,
): { readonly filters: readonly Move[]; readonly gains: readonly Move[] } {
  const own = (automation ?? []).filter((one) => one.target === target && one.points.length > 0);
  const made = (gain: boolean): readonly Move[] =>
    own.filter(({ setting }) => (setting === 'gain') === gain).map((one) => moveOf(one, toFrame));
  return { filters: made(false), gains: made(true) };
}
