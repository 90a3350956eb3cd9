/** What sounds at a place of a {@link Timeline}. */
export interface TimelinePlace {
  readonly token: number;
  /** Grid steps until it ends, at least 1. */
  readonly left: number;
}

/** Remembers events by the grid steps they fill, so that a network can be told what sounded some bars ago. */
export class Timeline {
  readonly #places: TimelinePlace[] = [];

  /** Grid steps so far. */
  get now(): number {
    return this.#places.length;
  }

  /** Adds an event behind the last one. */
  push(token: number, steps: number): void {
    for (let left = steps; left > 0; left -= 1) this.#places.push({ token, left });
  }

  /** What sounded so many steps before now; undefined before the beginning. */
  ago(steps: number): TimelinePlace | undefined {
    return this.#places[this.now - steps];
  }
}
