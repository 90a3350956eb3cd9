/** How much one may do in a stretch of time. */
export interface FloodLimit {
  readonly most: number;
  readonly withinMilliseconds: number;
}

/** Counts what each does, and says when it is too much. It forgets whoever is quiet. */
export class FloodGate {
  readonly #limit: FloodLimit;
  readonly #now: () => number;
  readonly #times = new Map<string, readonly number[]>();

  /** `now`: milliseconds on a clock that only goes forward. */
  constructor(limit: FloodLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Whether one more passes; what does not pass does not count. */
  passes(who: string): boolean {
    const now = this.#now();
    const { most, withinMilliseconds } = this.#limit;
    if (this.#times.size > MOST_REMEMBERED) this.#forget(now);
    const recent = (this.#times.get(who) ?? []).filter((time) => now - time < withinMilliseconds);
    if (recent.length >= most) return false;
    this.#times.set(who, [...recent, now]);
    return true;
  }

  #forget(now: number): void {
    for (const [who, times] of this.#times) {
      if (now - (times.at(-1) ?? 0) >= this.#limit.withinMilliseconds) this.#times.delete(who);
    }
  }
}

/** More than are ever active at once; then those who are quiet are forgotten. */
const MOST_REMEMBERED = 1000;
