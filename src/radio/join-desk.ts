import type { Db } from '../dsp/index.ts';
import type { Join } from './join.ts';
import type { Log } from './log.ts';
import type { JoinSource } from './ports.ts';

/** The songs to join, by the ids of their segments, how much louder or softer than they were made they are, and the jingle to come between them. */
export interface JoinPair {
  readonly from: string;
  readonly to: string;
  readonly db: Db;
  readonly jingle?: string;
}

/**
 * Has the join ready that is wanted next. One pair is wanted at a time; what comes for another one is let go of. A join that can't be made is
 * logged and not asked for again: the songs then simply follow each other.
 */
export class JoinDesk {
  readonly #source: JoinSource | undefined;
  readonly #log: Log;
  #wanted: { readonly pair: JoinPair; join?: Join | undefined } | undefined;

  constructor(source: JoinSource | undefined, log: Log) {
    this.#source = source;
    this.#log = log;
  }

  /** The join of a pair, when it is there; asks for it when it is wanted for the first time. Returns at once. */
  want(pair: JoinPair): Join | undefined {
    if (this.#source === undefined) return undefined;
    if (this.#wanted === undefined || !isSame(this.#wanted.pair, pair)) void this.#ask(pair, this.#source);
    return this.#wanted?.join;
  }

  /** Lets go of what was wanted. */
  clear(): void {
    this.#wanted = undefined;
  }

  async #ask(pair: JoinPair, source: JoinSource): Promise<void> {
    const wanted: { readonly pair: JoinPair; join?: Join | undefined } = { pair };
    this.#wanted = wanted;
    const { from, to, ...options } = pair;
    try {
      const join = await source.join(from, to, options);
      if (this.#wanted === wanted) wanted.join = join;
    } catch (error) {
      this.#log.warn({ err: error, from, to }, `A join could not be made: ${messageOf(error)}`);
    }
  }
}

function isSame(a: JoinPair, b: JoinPair): boolean {
  return a.from === b.from && a.to === b.to && a.db === b.db && a.jingle === b.jingle;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
