import { setImmediate as breathe } from 'node:timers/promises';
import type { EvidenceReader, Log } from '../radio/index.ts';
import { heardKinds, type HeardKind } from './verdict.ts';

/** What a taste is taught from. */
export interface TasteSchoolOptions {
  readonly taste: { learn(heard: HeardKind): void };
  readonly evidence: EvidenceReader;
  /** The ranges of the styles' tempos, in quarter notes a minute; empty until they are known. */
  readonly tempos: () => Readonly<Record<string, readonly [number, number]>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** A play is learnt from when it began so long ago: its song is over, and who wanted to vote has voted. */
export const SETTLED_MILLISECONDS = 15 * 60_000;

/** At the first time so much is learnt again: what is older counts next to nothing. */
const REMEMBERED_MILLISECONDS = 60 * 86_400_000;
const REMEMBERED_PLAYS = 20_000;

/** Plays that are learnt in a row: some milliseconds, so that the packets between are not late. */
const AT_ONCE = 4;

/** Teaches a taste what was logged: at the first time all that still counts, then what is new. Nothing else is kept, so that a taste is what the log says. */
export class TasteSchool {
  readonly #options: TasteSchoolOptions;
  #learntTo: number | undefined;
  #isBusy = false;

  constructor(options: TasteSchoolOptions) {
    this.#options = options;
  }

  /** Learns what is new. A log that can't be read now is read the next time; calls while one is under way do nothing. Never rejects. */
  async catchUp(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { taste, evidence, tempos, now, log } = this.#options;
    const to = now() - SETTLED_MILLISECONDS;
    const from = this.#learntTo ?? to - REMEMBERED_MILLISECONDS;
    try {
      for await (const piece of evidence.pieces({ from, to, limit: REMEMBERED_PLAYS })) {
        for (const [index, play] of heardKinds(piece, tempos()).entries()) {
          if (index % AT_ONCE === AT_ONCE - 1) await breathe();
          taste.learn(play);
        }
        const last = piece.plays.at(-1);
        if (last !== undefined) this.#learntTo = last.startedAt + 1;
      }
      this.#learntTo = to;
    } catch (error) {
      log.warn({ err: error }, 'What listeners liked could not be read, and is read again later');
    } finally {
      this.#isBusy = false;
    }
  }
}
