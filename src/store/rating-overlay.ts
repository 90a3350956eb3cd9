import type { Tally } from '../radio/index.ts';
import { counts } from './entry.ts';
import type { GivenRating } from './intake/ratings.ts';

/** Whose vote on which play. */
export interface VoteKey {
  readonly playId: string;
  readonly listener: string;
}

/** The latest votes of a segment that were given here: some may not be in the database yet. */
export interface GivenVotes {
  readonly keys: readonly VoteKey[];
  readonly tally: Tally;
}

/** The other votes of so many segments are remembered, for while the database is away. */
const REMEMBERED_TALLIES = 1_000;

/** So many votes are still counted here when they are in the database. */
const SETTLED_VOTES = 2_000;

const NONE: Tally = { up: 0, down: 0 };

/**
 * Votes that were given here, to be counted in the place of what the database has of the same listeners and plays: those that wait in the journal, and the
 * last of those that it has taken, so that a vote which is changed while the database is away is not counted twice.
 */
export class RatingOverlay {
  readonly #bySegment = new Map<string, Map<string, GivenRating>>();
  /** Votes that the database has taken, oldest first. */
  readonly #settled = new Map<string, GivenRating>();
  /** By segment: what the database had besides, when it was asked last. */
  readonly #others = new Map<string, Tally>();

  /** Counts a vote from now on, in the place of an earlier one; the returned function puts that one back. */
  put(given: GivenRating): () => void {
    const { segmentId } = given.rating;
    const votes = this.#bySegment.get(segmentId) ?? new Map<string, GivenRating>();
    this.#bySegment.set(segmentId, votes);
    const key = keyOf(given.rating);
    const earlier = votes.get(key);
    const wasSettled = this.#settled.delete(key);
    votes.set(key, given);
    return () => {
      if (votes.get(key) !== given) return;
      if (earlier === undefined) return this.#remove(segmentId, key);
      votes.set(key, earlier);
      if (wasSettled) this.taken(earlier);
    };
  }

  /** The database has this vote now, unless a later one was put here meanwhile. */
  taken(given: GivenRating): void {
    const { segmentId } = given.rating;
    const key = keyOf(given.rating);
    const last = this.#bySegment.get(segmentId)?.get(key);
    if (last?.at !== given.at) return;
    this.#settled.set(key, last);
    const [oldest] = this.#settled;
    if (this.#settled.size > SETTLED_VOTES && oldest !== undefined) this.#leave(...oldest);
  }

  /** Counts nothing of a listener any more. */
  forget(listener: string): void {
    for (const [segmentId, votes] of this.#bySegment) {
      for (const [key, { rating }] of votes) if (rating.listener === listener) this.#remove(segmentId, key);
    }
  }

  of(segmentId: string): GivenVotes {
    const votes = [...(this.#bySegment.get(segmentId)?.values() ?? [])].map(({ rating }) => rating);
    const count = (thumb: number): number => votes.filter((rating) => rating.thumb === thumb && counts(rating)).length;
    return { keys: votes, tally: { up: count(1), down: count(-1) } };
  }

  /** What the database has of a segment without the votes that were given here, as far as is known. */
  others(segmentId: string): Tally {
    return this.#others.get(segmentId) ?? NONE;
  }

  /** Remembers that, as it was just read; but not when other votes than those of the keys are counted here by now. */
  setOthers(segmentId: string, tally: Tally, keys: readonly VoteKey[]): void {
    const votes = this.#bySegment.get(segmentId);
    if (keys.length !== (votes?.size ?? 0) || !keys.every((key) => votes?.has(keyOf(key)))) return;
    this.#others.delete(segmentId);
    this.#others.set(segmentId, tally);
    const [oldest] = this.#others.keys();
    if (this.#others.size > REMEMBERED_TALLIES && oldest !== undefined) this.#others.delete(oldest);
  }

  /** A settled vote is one of the others from now on. */
  #leave(key: string, { rating }: GivenRating): void {
    const { segmentId, thumb } = rating;
    this.#remove(segmentId, key);
    const others = this.#others.get(segmentId);
    if (others === undefined || !counts(rating)) return;
    this.#others.set(segmentId, thumb === 1 ? { ...others, up: others.up + 1 } : { ...others, down: others.down + 1 });
  }

  #remove(segmentId: string, key: string): void {
    this.#settled.delete(key);
    const votes = this.#bySegment.get(segmentId);
    votes?.delete(key);
    if (votes?.size === 0) this.#bySegment.delete(segmentId);
  }
}

function keyOf({ playId, listener }: VoteKey): string {
  return `${playId} ${listener}`;
}
