import type { Rating, RatingStore, Tally } from '../../src/radio/index.ts';

/** Ratings in memory, by the rules of the port: a later one by the same listener on the same play replaces the earlier. */
export class MemoryRatings implements RatingStore {
  readonly #ratings = new Map<string, Rating>();
  /** When set, storing fails with it. */
  fault: Error | undefined;

  get all(): readonly Rating[] {
    return [...this.#ratings.values()];
  }

  rate(rating: Rating): Promise<void> {
    if (this.fault !== undefined) return Promise.reject(this.fault);
    this.#ratings.set(`${rating.playId} ${rating.listener}`, rating);
    return Promise.resolve();
  }

  tally(segmentId: string): Promise<Tally> {
    const thumbs = this.all.filter((rating) => rating.segmentId === segmentId).map((rating) => rating.thumb);
    return Promise.resolve({
      up: thumbs.filter((thumb) => thumb === 1).length,
      down: thumbs.filter((thumb) => thumb === -1).length,
    });
  }
}
