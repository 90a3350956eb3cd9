import type { Tally } from '../radio/index.ts';

const STALE_MILLISECONDS = 10_000;
const MAX_SEGMENTS = 50;

/**
 * The votes as last heard from the store, so that a hundred pages that ask do not mean a hundred queries. An answer may be up to
 * 10 s old; the first one comes a moment after it was asked for.
 */
export class TallyBoard {
  readonly #ask: (segmentId: string) => Promise<Tally>;
  readonly #now: () => number;
  readonly #tallies = new Map<string, { readonly askedAt: number; readonly tally: Tally | undefined }>();

  /** `now` is monotonic milliseconds. */
  constructor(ask: (segmentId: string) => Promise<Tally>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  /** What is known now; asks the store when that is nothing or old. */
  get(segmentId: string): Tally | undefined {
    const known = this.#tallies.get(segmentId);
    if (known !== undefined && this.#now() - known.askedAt < STALE_MILLISECONDS) return known.tally;
    this.put(segmentId, known?.tally);
    this.#ask(segmentId).then(
      (tally) => this.put(segmentId, tally),
      // A store that is away is its own log's business: here the old votes stay.
      () => undefined,
    );
    return known?.tally;
  }

  /** Takes in a tally that was heard elsewhere. */
  put(segmentId: string, tally: Tally | undefined): void {
    this.#tallies.delete(segmentId);
    this.#tallies.set(segmentId, { askedAt: this.#now(), tally });
    const [oldest] = this.#tallies.keys();
    if (this.#tallies.size > MAX_SEGMENTS && oldest !== undefined) this.#tallies.delete(oldest);
  }
}
