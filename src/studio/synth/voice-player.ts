import { SAMPLE_RATE, dbToGain, type Hertz, type Stereo } from '../../dsp/index.ts';
import { seededRandom } from '../../random/index.ts';
import { Course } from './course.ts';
import { MovingFilter, cornerOf } from './moving-filter.ts';
import type { TonePatch } from './patch.ts';
import type { Strand } from './strands.ts';
import { CUT_FRAMES, type Voice } from './voices.ts';
import { PERIOD, addWave, addWaveMono, phaseStep } from './wavetables.ts';

/** Frames between two values of all that moves, on a grid that begins with the part. */
const STEP_FRAMES = 64;

/** White noise added to the first frames of a block in place; returns the state that follows (xorshift, G. Marsaglia 2003). */
function addNoise(samples: Float64Array, frames: number, gain: number, state: number): number {
  let now = state;
  for (let frame = 0; frame < frames; frame += 1) {
    now ^= now << 13;
    now ^= now >>> 17;
    now ^= now << 5;
    samples[frame]! += now * 2 ** -31 * gain;
  }
  return now;
}

/** Saturates the first frames in place: close to a hyperbolic tangent (its Padé approximant), quiet sounds keep their level. */
function drive(samples: Float64Array, frames: number, amount: number): void {
  for (let frame = 0; frame < frames; frame += 1) {
    const input = Math.max(-3, Math.min(3, samples[frame]! * amount));
    const square = input * input;
    samples[frame] = (input * (27 + square)) / ((27 + 9 * square) * amount);
  }
}

/** One note of a patch being played. */
export class VoicePlayer {
  readonly #voice: Voice;
  readonly #patch: TonePatch;
  readonly #strands: readonly Strand[];
  readonly #course: Course;
  readonly #phases: Float64Array;
  readonly #steps: Float64Array;
  readonly #periods: Float32Array[] = [];
  readonly #noise: number;
  readonly #stereo: boolean;
  readonly #filters: readonly MovingFilter[];
  readonly #left = new Float64Array(STEP_FRAMES);
  readonly #right: Float64Array;
  /** The frame after the last that sounds. */
  readonly #end: number;
  /** Frequency that the steps and periods are for. */
  #hertz: Hertz = 0;
  #leftNoise: number;
  #rightNoise: number;
  #gain: number;
  /** The part's frame it plays next. */
  #now: number;

  /** The seed sets where the note's waves begin and what its noise is. */
  constructor(voice: Voice, patch: TonePatch, strands: readonly Strand[], seed: number) {
    const random = seededRandom(seed);
    this.#voice = voice;
    this.#patch = patch;
    this.#strands = strands;
    this.#course = new Course(patch, voice);
    this.#phases = Float64Array.from(strands, ({ free }) => (free ? random() * PERIOD : 0));
    this.#steps = new Float64Array(strands.length);
    this.#noise = patch.noise === undefined ? 0 : dbToGain(patch.noise);
    // Never 0: the generator would stay there.
    this.#leftNoise = Math.floor(random() * 2 ** 32) | 1;
    this.#rightNoise = Math.floor(random() * 2 ** 32) | 1;
    this.#stereo = this.#noise > 0 || strands.some(({ left, right }) => left !== right);
    this.#right = this.#stereo ? new Float64Array(STEP_FRAMES) : this.#left;
    const { kind, pairs, q } = patch.filter;
    const corner = cornerOf(this.#course.corner(0));
    this.#filters = Array.from({ length: pairs }, () => new MovingFilter(kind, q, corner));
    this.#gain = this.#course.gain(0);
    this.#now = voice.start;
    const sounds = Math.min(voice.up + patch.loudness.releaseSeconds * SAMPLE_RATE, voice.cut + CUT_FRAMES);
    // Whole steps, for only at the end of the last is its level nothing.
    this.#end = Math.ceil(sounds / STEP_FRAMES) * STEP_FRAMES;
  }

  /** Whether there is nothing more to play. */
  get isOver(): boolean {
    return this.#now >= this.#end;
  }

  /** Adds the note to a block that begins at a frame of the part, a whole number of steps, in place. */
  add(block: Stereo, from: number): void {
    const end = Math.min(this.#end, from + block.left.length);
    while (this.#now < end) {
      const frames = Math.min(end, (Math.floor(this.#now / STEP_FRAMES) + 1) * STEP_FRAMES) - this.#now;
      const seconds = (this.#now + frames - this.#voice.start) / SAMPLE_RATE;
      this.#sound(frames, seconds);
      this.#mix(block, this.#now - from, frames, this.#course.gain(seconds));
      this.#now += frames;
    }
  }

  #tune(hertz: Hertz): void {
    if (hertz === this.#hertz) return;
    this.#hertz = hertz;
    for (const [index, { table, ratio }] of this.#strands.entries()) {
      this.#periods[index] = table.at(hertz * ratio);
      this.#steps[index] = phaseStep(hertz * ratio);
    }
  }

  /** Fills the first frames with the note before its envelope. */
  #sound(frames: number, seconds: number): void {
    const left = this.#left;
    const right = this.#right;
    left.fill(0);
    if (this.#stereo) right.fill(0);
    this.#tune(this.#course.hertz(seconds));
    for (let index = 0; index < this.#strands.length; index += 1) {
      const strand = this.#strands[index]!;
      const period = this.#periods[index]!;
      const step = this.#steps[index]!;
      const phase = this.#phases[index]!;
      this.#phases[index] = this.#stereo
        ? addWave(period, phase, step, frames, left, right, strand.left, strand.right)
        : addWaveMono(period, phase, step, frames, left, strand.left);
    }
    if (this.#noise > 0) {
      this.#leftNoise = addNoise(left, frames, this.#noise, this.#leftNoise);
      this.#rightNoise = addNoise(right, frames, this.#noise, this.#rightNoise);
    }
    const corner = cornerOf(this.#course.corner(seconds));
    for (const filter of this.#filters) {
      if (this.#stereo) filter.run(left, right, frames, corner);
      else filter.runMono(left, frames, corner);
    }
    if (this.#patch.drive === undefined) return;
    drive(left, frames, this.#patch.drive);
    if (this.#stereo) drive(right, frames, this.#patch.drive);
  }

  #mix(block: Stereo, place: number, frames: number, gain: number): void {
    const left = this.#left;
    const right = this.#right;
    const slope = (gain - this.#gain) / frames;
    for (let frame = 0; frame < frames; frame += 1) {
      const level = this.#gain + slope * (frame + 1);
      block.left[place + frame]! += left[frame]! * level;
      block.right[place + frame]! += right[frame]! * level;
    }
    this.#gain = gain;
  }
}
