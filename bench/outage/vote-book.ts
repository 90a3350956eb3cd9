import type { Thumb } from '../../src/radio/index.ts';

/** What somebody said of a play, as far as they know. */
interface Said {
  /** The last vote that the radio acknowledged. */
  readonly acknowledged: Thumb | undefined;
  /** Votes that were sent since and never answered: the radio was killed, so each may have been kept or not. */
  readonly open: readonly Thumb[];
}

/** A vote as the database holds it. */
export interface StoredVote {
  readonly playId: string;
  /** A keyed hash of who rated. */
  readonly listener: string;
  readonly thumb: number;
}

/** How what was acknowledged compares with what is stored. */
export interface VoteComparison {
  /** Votes that listeners were told of, changes of a vote among them. */
  readonly acknowledged: number;
  /** Pairs of a listener and a play with such a vote. */
  readonly expected: number;
  readonly stored: number;
  /** Pairs that are not stored, or not as they were acknowledged last. */
  readonly lost: readonly string[];
  /** Stored votes that nobody gave. */
  readonly unknown: readonly string[];
  /** Votes that the radio refused with a sentence, and votes that were never answered. */
  readonly refused: number;
  readonly unanswered: number;
}

/** What listeners were told of their votes. Each listener gives one vote after the other. */
export class VoteBook {
  readonly #said = new Map<string, Said>();
  #acknowledged = 0;
  #refused = 0;
  #unanswered = 0;

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Gives a vote by `send`, which resolves to whether it was taken, and rejects when there was no answer. */
  async give(
    { playId, listener, thumb }: { readonly playId: string; readonly listener: string; readonly thumb: Thumb },
    send: () => Promise<boolean>,
  ): Promise<void> {
    const key = `${playId} ${listener}`;
    const before = this.#said.get(key) ?? { acknowledged: undefined, open: [] };
    this.#said.set(key, { ...before, open: [...before.open, thumb] });
    try {
      if (await send()) {
        this.#acknowledged += 1;
        this.#said.set(key, { acknowledged: thumb, open: [] });
      } else {
        this.#refused += 1;
        this.#said.set(key, before);
      }
    } catch {
      this.#unanswered += 1;
    }
  }

  /** How many acknowledged votes are stored as they were acknowledged, or as they were sent later; of how many. */
  progress(stored: readonly StoredVote[]): { readonly there: number; readonly of: number } {
    const { lost, expected } = this.compare(stored);
    return { there: expected - lost.length, of: expected };
  }

  compare(stored: readonly StoredVote[]): VoteComparison {
    const rows = new Map(stored.map((vote) => [`${vote.playId} ${vote.listener}`, vote.thumb]));
    const expected = [...this.#said].filter(([, { acknowledged }]) => acknowledged !== undefined);
    const fits = (thumb: number | undefined, { acknowledged, open }: Said) =>
      thumb === acknowledged || open.some((one) => one === thumb);
    return {
      acknowledged: this.#acknowledged,
      expected: expected.length,
      stored: rows.size,
      lost: expected.filter(([key, said]) => !fits(rows.get(key), said)).map(([key]) => key),
      unknown: [...rows].filter(([key]) => !this.#said.has(key)).map(([key]) => key),
      refused: this.#refused,
      unanswered: this.#unanswered,
    };
  }
}
