/** A bar of 4/4 in sixteenths. */
const BAR = 16;
/** Periods, in bars, at which music goes round. */
const PERIODS = [1, 2, 4];
/** So many bars in a row, or two periods if that is longer, may be exactly what was a period before them. */
const BARS_FREE = 4;
/** What each bar beyond takes from the logit of the token that would go on with the loop, and how much they take at most. */
const PER_BAR = 0.25;
const MOST = 1.5;

/** What would go on with a loop, and how much less probable it becomes. */
export interface LoopPenalty {
  /** Sixteenths back to where the loop has it. */
  readonly ago: number;
  /** To subtract from its logit. */
  readonly by: number;
}

/**
 * Keeps sampled music from going round for ever. Where the last bars were exactly what was one, two or four bars before them, and that
 * for too long, the token that would go on with the loop loses a little of its logit, more with each bar. So a loop ends where the
 * network itself has something else to say, and what it is sure of (a kick on one) stays. Nothing jumps.
 */
export class LoopBrake {
  /** For each period, for how many sixteenths the music has been what it was. */
  readonly #runs = PERIODS.map(() => 0);

  /** Takes in one more sixteenth: whether it is what it was so many sixteenths ago. */
  heard(isSame: (ago: number) => boolean): void {
    PERIODS.forEach((bars, index) => {
      this.#runs[index] = isSame(bars * BAR) ? (this.#runs[index] ?? 0) + 1 : 0;
    });
  }

  /** The penalty on the shortest loop that goes on for too long; undefined when there is none. */
  penalty(): LoopPenalty | undefined {
    for (const [index, bars] of PERIODS.entries()) {
      const beyond = (this.#runs[index] ?? 0) / BAR - Math.max(BARS_FREE, 2 * bars);
      if (beyond >= 0) return { ago: bars * BAR, by: Math.min(MOST, PER_BAR * (1 + beyond)) };
    }
    return undefined;
  }
}
