import {
  FilterChain,
  Saturator,
  duck,
  highPass,
  highShelf,
  lowPass,
  panGains,
  peak,
  scale,
  type Biquad,
  type Stereo,
} from '../dsp/index.ts';
import type { StripPlan } from '../score/index.ts';
import type { Move } from './moves.ts';

/** Corners at the ends of what is heard: a filter there does nothing worth its time. */
const LOWEST_CORNER = 20;
const HIGHEST_CORNER = 20_000;

/** Gentle slopes around the low-pass: parts go dark rather than dull. */
const LOW_PASS_Q = 0.6;

const AIR_HERTZ = 5000;

/** Time before a kick in which a part steps back. */
const DUCK_ATTACK_SECONDS = 0.008;

function filtersOf(plan: StripPlan): readonly Biquad[] {
  return [
    ...(plan.highPass > LOWEST_CORNER ? [highPass(plan.highPass)] : []),
    ...plan.bells.map(({ frequency, gain, q }) => peak(frequency, gain, q)),
    ...(plan.air === 0 ? [] : [highShelf(AIR_HERTZ, plan.air)]),
    ...(plan.lowPass < HIGHEST_CORNER ? [lowPass(plan.lowPass, LOW_PASS_Q)] : []),
  ];
}

/** Brings the sides in or out, in place. */
function setWidth({ left, right }: Stereo, width: number): void {
  for (let frame = 0; frame < left.length; frame += 1) {
    const middle = (left[frame]! + right[frame]!) / 2;
    const side = ((left[frame]! - right[frame]!) / 2) * width;
    left[frame] = middle + side;
    right[frame] = middle - side;
  }
}

/** What a strip needs to know of its song. */
export interface StripCues {
  /** Frames of the kicks, sorted. */
  readonly kicks: readonly number[];
  readonly moves: { readonly filters: readonly Move[]; readonly gains: readonly Move[] };
}

/** A part's way through the desk, block after block from the song's first frame on. */
export class Strip {
  readonly plan: StripPlan;
  readonly #cues: StripCues;
  readonly #tone: FilterChain;
  readonly #saturator: Saturator | undefined;
  readonly #gains: readonly [number, number];
  #frame = 0;

  /** `gain` is linear: what brings the part, filtered, to the plan's loudness. */
  constructor(plan: StripPlan, gain: number, cues: StripCues) {
    const [left, right] = panGains(plan.pan);
    this.plan = plan;
    this.#cues = cues;
    this.#tone = new FilterChain(filtersOf(plan));
    this.#gains = [gain * left, gain * right];
    this.#saturator = plan.drive === 0 ? undefined : new Saturator(plan.drive);
  }

  /** The first half, in place: the part as its loudness is measured. */
  tone(block: Stereo): void {
    this.#tone.process(block);
    if (this.plan.width !== 1) setWidth(block, this.plan.width);
  }

  /** The second half, in place: level, drive, the kick's push, and what moves. */
  fade(block: Stereo): void {
    const { duck: depth, duckRelease: releaseSeconds } = this.plan;
    const { kicks, moves } = this.#cues;
    scale(block, ...this.#gains);
    this.#saturator?.process(block);
    for (const move of moves.filters) move.process(block);
    if (depth > 0) duck(block, kicks, { depth, attackSeconds: DUCK_ATTACK_SECONDS, releaseSeconds }, this.#frame);
    for (const move of moves.gains) move.process(block);
    this.#frame += block.left.length;
  }
}
