import { SAMPLE_RATE, VOICE_FRAMES, VoiceBlock, dbToGain, type Hertz, type Stereo } from '../../dsp/index.ts';
import { seededRandom } from '../../random/index.ts';
import { Course } from './course.ts';
import { MovingFilter, cornerOf } from './moving-filter.ts';
import type { TonePatch } from './patch.ts';
import type { Strand } from './strands.ts';
import { CUT_FRAMES, type Voice } from './voices.ts';
import { PERIOD, phaseStep, wrapped } from './wavetables.ts';

/** Frames between two values of all that moves, on a grid that begins with the part. */
const STEP_FRAMES = VOICE_FRAMES;

/** White noise added to the first frames of a block in place; returns the state that follows (xorshift, G. Marsaglia 2003). */
function addNoise(samples: Float32Array, frames: number, gain: number, state: number): number {
  let now = state;
  for (let frame = 0; frame < frames; frame += 1) {
    now ^= now << 13;
    now ^= now >>> 17;
    now ^= now << 5;
    samples[frame]! += now * 2 ** -31 * gain;
  }
  return now;
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
  readonly #filter: MovingFilter;
  readonly #block: VoiceBlock;
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
    this.#stereo = this.#noise > 0 || strands.some(({ gains: [left, right] }) => left !== right);
    this.#block = new VoiceBlock(this.#stereo ? 'both' : 'one');
    this.#filter = new MovingFilter(patch.filter, cornerOf(this.#course.corner(0)));
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

  /** Adds the note to a piece in the memory of dsp's kernels that begins at a frame of the part, a whole number of steps, in place. */
  add(piece: Stereo, from: number): void {
    const end = Math.min(this.#end, from + piece.left.length);
    while (this.#now < end) {
      const frames = Math.min(end, (Math.floor(this.#now / STEP_FRAMES) + 1) * STEP_FRAMES) - this.#now;
      const seconds = (this.#now + frames - this.#voice.start) / SAMPLE_RATE;
      this.#sound(frames, seconds);
      const gain = this.#course.gain(seconds);
      this.#block.addTo(piece, this.#now - from, frames, this.#gain, gain);
      this.#gain = gain;
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
    const block = this.#block;
    block.clear();
    this.#tune(this.#course.hertz(seconds));
    for (let index = 0; index < this.#strands.length; index += 1) {
      const phase = this.#phases[index]!;
      const step = this.#steps[index]!;
      block.addPeriod(this.#periods[index]!, phase, step, frames, this.#strands[index]!.gains);
      this.#phases[index] = wrapped(phase + step * frames);
    }
    if (this.#noise > 0) {
      const { left, right } = block.sides;
      this.#leftNoise = addNoise(left, frames, this.#noise, this.#leftNoise);
      this.#rightNoise = addNoise(right, frames, this.#noise, this.#rightNoise);
    }
    this.#filter.run(block, frames, cornerOf(this.#course.corner(seconds)));
    if (this.#patch.drive !== undefined) block.drive(frames, this.#patch.drive);
  }
}
