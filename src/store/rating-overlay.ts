import type { Tally } from '../radio/index.ts';
import { counts } from './entry.ts';
import type { GivenRating } from './intake/ratings.ts';

/** Whose vote on which play. */
export interface VoteKey {
  readonly playId: string;
  readonly listener: string;
}

/** The latest votes of a segment that may not be in the database yet. */
export interface PendingVotes {
  readonly keys: readonly VoteKey[];
  readonly tally: Tally;
}

/** Votes that lie in the journal, to be counted on top of those in the database. */
export class RatingOverlay {
  readonly #bySegment = new Map<string, Map<string, GivenRating>>();

  /** Counts a vote from now on, in the place of an earlier one; the returned function puts that one back. */
  put(given: GivenRating): () => void {
    const { segmentId } = given.rating;
    const votes = this.#bySegment.get(segmentId) ?? new Map<string, GivenRating>();
    this.#bySegment.set(segmentId, votes);
    const key = keyOf(given.rating);
    const earlier = votes.get(key);
    votes.set(key, given);
    return () => {
      if (votes.get(key) !== given) return;
      if (earlier === undefined) this.#remove(segmentId, key);
      else votes.set(key, earlier);
    };
  }

  /** The database counts this vote now, unless a later one was put here meanwhile. */
  taken({ rating, at }: GivenRating): void {
    const key = keyOf(rating);
    if (this.#bySegment.get(rating.segmentId)?.get(key)?.at === at) this.#remove(rating.segmentId, key);
  }

  /** Counts nothing of a listener any more. */
  forget(listener: string): void {
    for (const [segmentId, votes] of this.#bySegment) {
      for (const [key, { rating }] of votes) if (rating.listener === listener) this.#remove(segmentId, key);
    }
  }

  of(segmentId: string): PendingVotes {
    const votes = [...(this.#bySegment.get(segmentId)?.values() ?? [])].map(({ rating }) => rating);
    const count = (thumb: number): number => votes.filter((rating) => rating.thumb === thumb && counts(rating)).length;
    return { keys: votes, tally: { up: count(1), down: count(-1) } };
  }

  #remove(segmentId: string, key: string): void {
    const votes = this.#bySegment.get(segmentId);
    votes?.delete(key);
    if (votes?.size === 0) this.#bySegment.delete(segmentId);
  }
}

function keyOf({ playId, listener }: VoteKey): string {
  return `${playId} ${listener}`;
}
