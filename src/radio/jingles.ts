/**
 * The jingles of a station, each in its turn: a schedule calls for one, and it waits until a song ends that no request follows. Calls that come
 * meanwhile add nothing.
 */
export class Jingles {
  #names: readonly string[] = [];
  #turn = 0;
  #isDue = false;

  /** What there is to play, by name; nothing until it is known. */
  load(names: readonly string[]): void {
    this.#names = names;
  }

  /** Time for a jingle. */
  call(): void {
    this.#isDue = this.#names.length > 0;
  }

  /** The jingle that waits to be played. */
  due(): string | undefined {
    return this.#isDue ? this.#names[this.#turn % this.#names.length] : undefined;
  }

  /** The one that was due is on air. */
  played(): void {
    this.#isDue = false;
    this.#turn += 1;
  }
}
