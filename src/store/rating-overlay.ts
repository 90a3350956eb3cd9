import type { Rating, Tally } from '../radio/index.ts';
import { counts } from './entry.ts';
import type { GivenRating } from './intake/ratings.ts';

/** Whose vote on which play. */
export interface VoteKey {
  readonly playId: string;
  readonly listener: string;
}

/** The latest votes of a segment that were given here. */
export interface GivenVotes {
  /** Whose may not be in the database yet, and those votes. */
  readonly keys: readonly VoteKey[];
  readonly pending: Tally;
  /** Votes that the database has taken. */
  readonly settled: Tally;
  /** How many votes had been put here by then. */
  readonly puts: number;
}

/** The other votes of so many segments are remembered, for while the database is away. */
const REMEMBERED_TALLIES = 1_000;

/** So many votes are still counted here when they are in the database. */
const SETTLED_VOTES = 2_000;

const NONE: Tally = { up: 0, down: 0 };

/**
 * Votes that lie in the journal, to be counted in the place of what the database has of the same listeners and plays. Those that it has taken lately are
 * remembered too: while it is away, a vote may be changed that is among those that it had.
 */
export class RatingOverlay {
  readonly #bySegment = new Map<string, Map<string, GivenRating>>();
  /** Votes that the database has taken, oldest first. */
  readonly #settled = new Map<string, GivenRating>();
  /** By segment: what the database had besides all of these, when it was asked last. */
  readonly #others = new Map<string, Tally>();
  #puts = 0;

  /** Counts a vote from now on, in the place of an earlier one; the returned function puts that one back. */
  put(given: GivenRating): () => void {
    const { segmentId } = given.rating;
    const votes = this.#bySegment.get(segmentId) ?? new Map<string, GivenRating>();
    this.#bySegment.set(segmentId, votes);
    const key = keyOf(given.rating);
    const earlier = votes.get(key);
    const wasSettled = this.#settled.delete(key);
    this.#puts += 1;
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
    const votes = [...(this.#bySegment.get(segmentId) ?? [])];
    const settled = votes.filter(([key]) => this.#settled.has(key));
    const pending = votes.filter(([key]) => !this.#settled.has(key)).map(([, { rating }]) => rating);
    return {
      keys: pending,
      pending: tallyOf(pending),
      settled: tallyOf(settled.map(([, { rating }]) => rating)),
      puts: this.#puts,
    };
  }

  /** The votes on a segment as far as they are known here, without asking the database. */
  known(segmentId: string): Tally {
    const { pending, settled } = this.of(segmentId);
    return sum(sum(this.#others.get(segmentId) ?? NONE, settled), pending);
  }

  /**
   * Remembers what the database had of a segment, without the pending votes `given`; but not when votes were put here while it was read: they may be in it.
   */
  remember(segmentId: string, read: Tally, given: GivenVotes): void {
    if (given.puts !== this.#puts) return;
    const { up, down } = given.settled;
    this.#others.delete(segmentId);
    this.#others.set(segmentId, { up: read.up - up, down: read.down - down });
    const [oldest] = this.#others.keys();
    if (this.#others.size > REMEMBERED_TALLIES && oldest !== undefined) this.#others.delete(oldest);
  }

  /** A settled vote is one of the others from now on. */
  #leave(key: string, { rating }: GivenRating): void {
    const { segmentId } = rating;
    this.#remove(segmentId, key);
    const others = this.#others.get(segmentId);
    if (others !== undefined) this.#others.set(segmentId, sum(others, tallyOf([rating])));
  }

  #remove(segmentId: string, key: string): void {
    this.#settled.delete(key);
    const votes = this.#bySegment.get(segmentId);
    votes?.delete(key);
    if (votes?.size === 0) this.#bySegment.delete(segmentId);
  }
}

function tallyOf(ratings: readonly Rating[]): Tally {
  const count = (thumb: number): number => ratings.filter((rating) => rating.thumb === thumb && counts(rating)).length;
  return { up: count(1), down: count(-1) };
}

function sum(a: Tally, b: Tally): Tally {
  return { up: a.up + b.up, down: a.down + b.down };
}

function keyOf({ playId, listener }: VoteKey): string {
  return `${playId} ${listener}`;
}
