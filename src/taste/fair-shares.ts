/** Heard plays of a guild after which what a listener said counts half against their share. */
const HALF_LIFE_PLAYS = 200;

/** So much anybody may say at first: five thumbs. */
const GRACE = 5;

/**
 * Nobody counts for more than the others of a guild do: who votes on every song is cut down to what those weigh whose opinions make up the rest (the mean of their weights,
 * each counted by its weight, so that passers-by don't pull it down). In a room of one there is nobody to be fair to.
 */
export class FairShares {
  readonly #fade = 2 ** (-1 / HALF_LIFE_PLAYS);
  readonly #said = new Map<string, number>();

  /** One play more was heard. */
  next(): void {
    for (const [listener, weight] of this.#said) {
      if (weight < FORGOTTEN) this.#said.delete(listener);
      else this.#said.set(listener, weight * this.#fade);
    }
  }

  /** As much of a weight as the listener may have, which is then noted. */
  grant(listener: string, weight: number): number {
    let [sum, squares] = [0, 0];
    for (const [other, said] of this.#said) {
      if (other === listener) continue;
      sum += said;
      squares += said * said;
    }
    const said = this.#said.get(listener) ?? 0;
    const allowed = sum === 0 ? Infinity : GRACE + squares / sum;
    const granted = Math.min(weight, Math.max(0, allowed - said));
    this.#said.set(listener, said + granted);
    return granted;
  }
}

/** A listener of less weight than this is as good as gone. */
const FORGOTTEN = 0.01;
