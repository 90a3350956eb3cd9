import {
  FilterChain,
  SAMPLE_RATE,
  dbToGain,
  gainsFor,
  highPass,
  inPieces,
  lowPass,
  ridePiece,
  type Biquad,
  type Stereo,
} from '../dsp/index.ts';
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
  /** Whether silence passes as silence. */
  readonly isAtRest: boolean;
  /** Goes on by so many frames of silence, at rest. */
  skip(frames: number): void;
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

  process(block: Stereo): void {
    inPieces(block, (piece) => {
      const gains = gainsFor(piece.left.length);
      if (this.#fill(gains)) ridePiece(piece, gains);
    });
  }

  get isAtRest(): boolean {
    return true;
  }

  skip(frames: number): void {
    for (let first = 0; first < frames; first += CONTROL_FRAMES) this.#advance();
  }

  #advance(): number {
    if (this.#follower.advance()) this.#gain = dbToGain(this.#follower.value);
    return this.#gain;
  }

  /** Works out the next frames' gains; tells whether any is not 1. */
  #fill(gains: Float32Array): boolean {
    let moves = false;
    for (let first = 0; first < gains.length; first += CONTROL_FRAMES) {
      let gain = this.#gain;
      const goal = this.#advance();
      const end = Math.min(gains.length, first + CONTROL_FRAMES);
      moves ||= gain !== 1 || goal !== 1;
      if (goal === gain) {
        gains.fill(gain, first, end);
        continue;
      }
      const step = (goal - gain) / CONTROL_FRAMES;
      for (let frame = first; frame < end; frame += 1) {
        gain += step;
        gains[frame] = gain;
      }
    }
    return moves;
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

  process(block: Stereo): void {
    inPieces(block, ({ left, right }) => {
      let from = 0;
      for (let first = 0; first < left.length; first += CONTROL_FRAMES) {
        if (!this.#follower.advance()) continue;
        // As long as nothing moves, filters run on.
        const end = Math.min(left.length, first + CONTROL_FRAMES);
        this.#run(left, right, from, end);
        this.#filters.retune(this.#design(this.#follower.value));
        from = end;
      }
      this.#run(left, right, from, left.length);
    });
  }

  get isAtRest(): boolean {
    return this.#filters.isAtRest;
  }

  skip(frames: number): void {
    let moved = false;
    for (let first = 0; first < frames; first += CONTROL_FRAMES) moved = this.#follower.advance() || moved;
    if (moved) this.#filters.retune(this.#design(this.#follower.value));
  }

  #run(left: Float32Array, right: Float32Array, from: number, to: number): void {
    this.#filters.run(left.byteOffset + 4 * from, left.byteOffset + 4 * to, right.byteOffset + 4 * from);
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
