import type { StationEvent } from './front-desk.ts';
import type { Log } from './log.ts';

/** Those who want to hear of changes. One that fails is logged, and the others never notice. */
export class Subscribers {
  readonly #log: Log;
  readonly #all = new Set<(event: StationEvent) => void>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The returned function ends it. */
  add(onEvent: (event: StationEvent) => void): () => void {
    this.#all.add(onEvent);
    return () => {
      this.#all.delete(onEvent);
    };
  }

  tell(event: StationEvent): void {
    for (const subscriber of this.#all) {
      try {
        subscriber(event);
      } catch (error) {
        this.#log.error({ err: error }, 'A front end failed to take in what changed');
      }
    }
  }
}
