/** Without anything to do for so long, a worker makes ready what a song may want later. */
export const IDLE_MILLISECONDS = 1000;

/** What a worker does when nobody wants anything. */
export interface IdleTasks {
  /**
   * Makes one thing ready; resolves to whether there are more. Rejects when it can't be made, and goes on with the next when called again: what is wrong is told to the person
   * whose song wants it.
   */
  prepareNext(): Promise<boolean>;
  /** Frees what the last song left; called when all is ready. */
  tidyUp(): void;
}

/** Uses the time in which a worker has nothing to do, one thing at a time: an order that comes meanwhile waits no longer than for that. */
export class IdleTime {
  readonly #tasks: IdleTasks;
  #busy = 0;
  #isPreparing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(tasks: IdleTasks) {
    this.#tasks = tasks;
  }

  /** An order came. */
  begin(): void {
    this.#busy += 1;
    clearTimeout(this.#timer);
  }

  /** An order is done. */
  end(): void {
    this.#busy -= 1;
    if (this.#busy === 0) this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#isPreparing) void this.#use();
    }, IDLE_MILLISECONDS);
  }

  async #use(): Promise<void> {
    this.#isPreparing = true;
    // After one that can't be made ready, others may be left.
    const isMore = await this.#tasks.prepareNext().catch(() => true);
    this.#isPreparing = false;
    if (this.#busy > 0) return;
    if (isMore) this.#wait();
    else this.#tasks.tidyUp();
  }
}
