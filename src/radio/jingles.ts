/**
 * The jingles of a station: a schedule calls for one, and each programme plays it when a song of its own ends that no request follows. All play the
 * same one to a call. Calls that come before a programme has played the one before add nothing there.
 */
export class Jingles {
  #names: readonly string[] = [];
  #calls = 0;

  /** What there is to play, by name; nothing until it is known. */
  load(names: readonly string[]): void {
    this.#names = names;
  }

  /** Whether there is any. */
  get areThere(): boolean {
    return this.#names.length > 0;
  }

  /** How often one was called for. */
  get calls(): number {
    return this.#calls;
  }

  /** Time for a jingle. */
  call(): void {
    if (this.areThere) this.#calls += 1;
  }

  /** The jingle of the last call. */
  get called(): string | undefined {
    return this.#calls === 0 ? undefined : this.#names[(this.#calls - 1) % this.#names.length];
  }

  /** What a programme has to play from now on. `isWanted`: whether it plays jingles, as things are; `like`: that of a programme which it begins as. */
  queue(isWanted: () => boolean, like?: JingleQueue): JingleQueue {
    return new JingleQueue(this, isWanted, like);
  }
}

/** The jingles that one programme has to play: each call's once, unless it wants none then. */
export class JingleQueue {
  readonly #jingles: Jingles;
  readonly #isWanted: () => boolean;
  /** The last call that is done with. */
  #done: number;

  constructor(jingles: Jingles, isWanted: () => boolean, like?: JingleQueue) {
    this.#jingles = jingles;
    this.#isWanted = isWanted;
    this.#done = like === undefined ? jingles.calls : like.#done;
  }

  /** The jingle that waits to be played. A call that comes while none is wanted passes by. */
  due(): string | undefined {
    if (!this.#isWanted()) this.played();
    return this.#done < this.#jingles.calls ? this.#jingles.called : undefined;
  }

  /** The one that was due is on air. */
  played(): void {
    this.#done = this.#jingles.calls;
  }
}
