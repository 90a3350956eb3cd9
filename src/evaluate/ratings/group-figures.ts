import {
  type Count,
  ENOUGH_VOTES,
  type Interval,
  stayingAt,
  type SurvivalStep,
  survivalCurve,
  wilson,
} from '../../statistics/index.ts';
import type { RatedPlay } from './rated-play.ts';

/** Votes on some plays, and the share of thumbs up with its interval when there are enough. */
export interface Votes {
  readonly up: number;
  readonly down: number;
  readonly voters: number;
  readonly liked: (Interval & { readonly share: number }) | 'not enough data';
}

/** An estimate from a survival curve. */
export interface Staying extends Interval {
  readonly share: number;
}

/** What is told of each group of plays; `DEFINITIONS` says what each figure is. */
export interface GroupFigures {
  readonly plays: number;
  readonly listenerMinutes: number;
  readonly stays: number;
  readonly votes: Votes;
  readonly earlyLeaves: Staying | 'not enough data';
  readonly listenThrough: Staying | 'not enough data';
  /** Seconds into the song and who stays, thinned to at most {@link CURVE_STEPS} steps. */
  readonly survival: readonly SurvivalStep[];
}

/** Who leaves before has left early. */
export const EARLY_SECONDS = 30;

/** Steps of a survival curve that are told. */
const CURVE_STEPS = 100;

/** The figures of some plays. */
export function groupFigures(plays: readonly RatedPlay[]): GroupFigures {
  const stays = plays.flatMap(({ play, song, stays: heard }) =>
    heard.map(({ fromSeconds, toSeconds, end }) => ({
      from: fromSeconds,
      to: toSeconds,
      left: end === 'left' || end === 'skipped',
      songSeconds: play.seconds !== undefined && end === 'ended' ? play.seconds : song.facts.seconds,
    })),
  );
  const curve = survivalCurve(stays);
  // Songs differ in length: who heard one to its end is asked on the scale of the song, where 1 is its end.
  const through = survivalCurve(
    stays.map(({ from, to, left, songSeconds }) => ({
      from: from / songSeconds,
      to: Math.min(1, to / songSeconds),
      left,
    })),
  );
  const isEnough = stays.length >= ENOUGH_VOTES;
  const early = stayingAt(curve, EARLY_SECONDS);
  const end = stayingAt(through, 1);
  return {
    plays: plays.length,
    listenerMinutes: stays.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0) / 60,
    stays: stays.length,
    votes: votesOn(plays),
    earlyLeaves: isEnough ? { share: 1 - early.staying, low: 1 - early.high, high: 1 - early.low } : 'not enough data',
    listenThrough: isEnough ? { share: end.staying, low: end.low, high: end.high } : 'not enough data',
    survival: thinned(curve),
  };
}

/** The votes on some plays. */
export function votesOn(plays: readonly RatedPlay[]): Votes {
  const { successes: up, trials } = countOf(plays);
  const count = { successes: up, trials };
  const voters = new Set(plays.flatMap(({ votes }) => votes.map(({ listener }) => listener))).size;
  const liked = trials < ENOUGH_VOTES ? 'not enough data' : { share: up / trials, ...wilson(count) };
  return { up, down: trials - up, voters, liked };
}

/** Thumbs up among the votes on some plays. */
export function countOf(plays: readonly RatedPlay[]): Count {
  let [successes, trials] = [0, 0];
  for (const { votes } of plays) {
    trials += votes.length;
    for (const { thumb } of votes) if (thumb === 1) successes += 1;
  }
  return { successes, trials };
}

function thinned(curve: readonly SurvivalStep[]): readonly SurvivalStep[] {
  const every = Math.ceil(curve.length / CURVE_STEPS);
  return curve.filter((_, index) => (curve.length - 1 - index) % every === 0);
}
