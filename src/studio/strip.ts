import {
  Ducker,
  FilterChain,
  Saturator,
  highPass,
  highShelf,
  inPieces,
  isSilent,
  lowPass,
  panGains,
  peak,
  scalePiece,
  widenPiece,
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

/** Stretches in which it is decided whether there is anything to do: a packet. */
const CELL_FRAMES = 960;

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

/** What a strip needs to know of its song. */
export interface StripCues {
  /** Frames of the kicks, sorted. */
  readonly kicks: readonly number[];
  readonly moves: { readonly filters: readonly Move[]; readonly gains: readonly Move[] };
}

/** A part's way through the desk, block after block from the song's first frame on. Where it is silent, it takes no time. */
export class Strip {
  readonly plan: StripPlan;
  readonly #moves: StripCues['moves'];
  readonly #tone: FilterChain;
  readonly #saturator: Saturator | undefined;
  readonly #ducker: Ducker | undefined;
  readonly #gains: readonly [number, number];

  /** `gain` is linear: what brings the part, filtered, to the plan's loudness. */
  constructor(plan: StripPlan, gain: number, { kicks, moves }: StripCues) {
    const [left, right] = panGains(plan.pan);
    const { duck: depth, duckRelease: releaseSeconds } = plan;
    this.plan = plan;
    this.#moves = moves;
    this.#tone = new FilterChain(filtersOf(plan));
    this.#gains = [gain * left, gain * right];
    this.#saturator = plan.drive === 0 ? undefined : new Saturator(plan.drive);
    if (depth > 0) this.#ducker = new Ducker(kicks, { depth, attackSeconds: DUCK_ATTACK_SECONDS, releaseSeconds });
  }

  /** The first half, in place: the part as its loudness is measured. */
  tone(block: Stereo): void {
    inSoundingPieces(block, {
      isSilenced: () => this.#tone.isAtRest,
      work: (piece) => {
        this.#tone.process(piece);
        if (this.plan.width !== 1) widenPiece(piece, this.plan.width);
      },
    });
  }

  /** The second half, in place: level, drive, the kick's push, and what moves. */
  fade(block: Stereo): void {
    const { filters, gains } = this.#moves;
    inSoundingPieces(block, {
      isSilenced: (frames) => {
        if (this.#saturator?.isAtRest === false || !filters.every((move) => move.isAtRest)) return false;
        for (const move of [...filters, ...gains]) move.skip(frames);
        this.#ducker?.skip(frames);
        return true;
      },
      work: (piece) => {
        scalePiece(piece, ...this.#gains);
        this.#saturator?.process(piece);
        for (const move of filters) move.process(piece);
        this.#ducker?.process(piece);
        for (const move of gains) move.process(piece);
      },
    });
  }
}

/**
 * Works on a block in pieces, but on no silent cells of which silence is made. Blocks are whole cells: that the song is cut into other
 * blocks changes nothing.
 */
function inSoundingPieces(
  { left, right }: Stereo,
  { isSilenced, work }: { readonly isSilenced: (frames: number) => boolean; readonly work: (piece: Stereo) => void },
): void {
  const part = (from: number, to: number): Stereo => ({
    left: left.subarray(from, to),
    right: right.subarray(from, to),
  });
  let from = 0;
  const workUntil = (to: number): void => {
    if (from < to) inPieces(part(from, to), work);
    from = to;
  };
  for (let first = 0; first < left.length; first += CELL_FRAMES) {
    const next = Math.min(left.length, first + CELL_FRAMES);
    if (!isSilent(part(first, next))) continue;
    workUntil(first);
    if (isSilenced(next - first)) from = next;
    else workUntil(next);
  }
  workUntil(left.length);
}
