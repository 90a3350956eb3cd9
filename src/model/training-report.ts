import type { TrainingProgress } from './training.ts';

/** Before this share of an epoch, and so many seconds of it, are over, its length can't be told. */
const SHARE_MIN = 0.05;
const SECONDS_MIN = 2;

/** How many of the last epochs tell how long the next ones take. */
const EPOCHS_HEARD = 3;

/**
 * Tells how long a training still takes at most, from the epochs it has measured, and until there is one from the share that is done of
 * it; it may stop earlier, when the held-out loss has not fallen for long.
 */
export class TrainingPace {
  readonly #now: () => number;
  readonly #began: number;
  readonly #until: number;

  /** To be made when the training begins. `now` in milliseconds of a monotonic clock; `minutes` after which no epoch begins. */
  constructor(now: () => number, minutes = Infinity) {
    this.#now = now;
    this.#began = now();
    this.#until = this.#began + minutes * 60_000;
  }

  /** Seconds until the last epoch is over; undefined while nothing has been measured. */
  secondsLeft({ epoch, epochs, done, history }: TrainingProgress): number | undefined {
    const length = median(history.slice(-EPOCHS_HEARD).map(({ seconds }) => seconds)) ?? this.#firstEpoch(done);
    if (length === undefined) return undefined;
    const thisEpoch = length * (1 - done);
    const spare = (this.#until - this.#now()) / 1000 - thisEpoch;
    // An epoch that begins in time is finished.
    return thisEpoch + (spare < 0 ? 0 : Math.min(length * (epochs - epoch), spare + length));
  }

  #firstEpoch(done: number): number | undefined {
    const seconds = (this.#now() - this.#began) / 1000;
    return done < SHARE_MIN || seconds < SECONDS_MIN ? undefined : seconds / done;
  }
}

/** A time left in words that promise no more than is known: `at most 4 min left`. */
export function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined) return 'time left not yet known';
  if (seconds < 90) return `at most ${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 90 * 60) return `at most ${Math.round(seconds / 60)} min left`;
  return `at most ${(seconds / 3600).toFixed(1)} h left`;
}

/** Where a training is, and what its last whole epoch gave: `epoch 3 of 20 (after 2: 4.512 bits, held out 4.801, best 4.790)`. */
export function describeEpoch({
  epoch,
  epochs,
  history,
}: Pick<TrainingProgress, 'epoch' | 'epochs' | 'history'>): string {
  const last = history.at(-1);
  if (last === undefined) return `epoch ${epoch} of ${epochs}`;
  const best = history.reduce((lowest, { heldOutLoss }) => Math.min(lowest, heldOutLoss), Infinity);
  const bits = `${last.trainLoss.toFixed(3)} bits, held out ${last.heldOutLoss.toFixed(3)}`;
  return `epoch ${epoch} of ${epochs} (after ${last.epoch}: ${bits}, best ${best.toFixed(3)})`;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
