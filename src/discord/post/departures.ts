import type { KeptLetter } from './packet-ring.ts';

/** Taken letters are let go of when there are so many. */
const TIDY_AFTER = 1024;

/** Letters that wait for their time, the earliest first; those of one time in the order they came. */
export class Departures {
  readonly #letters: KeptLetter[] = [];
  #first = 0;

  /** How many wait. */
  get size(): number {
    return this.#letters.length - this.#first;
  }

  /** When the next one is due; undefined when none waits. */
  get next(): number | undefined {
    return this.#letters[this.#first]?.due;
  }

  /** They come nearly in the order of their times: a place is soon found from the end. */
  add(letter: KeptLetter): void {
    let place = this.#letters.length;
    while (place > this.#first && (this.#letters[place - 1]?.due ?? 0) > letter.due) place -= 1;
    this.#letters.splice(place, 0, letter);
  }

  /** Takes out the next letter if it is due at a time. */
  take(now: number): KeptLetter | undefined {
    const letter = this.#letters[this.#first];
    if (letter === undefined || letter.due > now) return undefined;
    this.#first += 1;
    if (this.#first >= TIDY_AFTER || this.#first === this.#letters.length) {
      this.#letters.splice(0, this.#first);
      this.#first = 0;
    }
    return letter;
  }
}
