import type { SegmentSource } from './ports.ts';
import { RadioError } from './radio-error.ts';
import type { Recipe } from './recipe.ts';
import type { SegmentFacts } from './segment.ts';

type Options = NonNullable<Parameters<SegmentSource['produce']>[1]>;

interface Job {
  readonly lane: Lane;
  readonly isUrgent: boolean;
  readonly begin: () => Promise<void>;
}

/** One programme's way to the source. */
interface Lane {
  /** When something of it was last begun: the lower, the longer it has waited. */
  turn: number;
}

/**
 * Shares one source of segments among many programmes. What listeners asked for goes first; among the programmes that want something, the one goes next
 * that has waited longest. Only so much is handed to the source that it is never idle: what waits here can still be taken back.
 */
export class ProductionQueue {
  readonly #source: SegmentSource;
  readonly #atOnce: number;
  #waiting: readonly Job[] = [];
  readonly #running = { urgent: 0, planned: 0 };
  #turns = 0;

  /** `atOnce`: as many orders of each kind, asked for and planned, lie with the source. */
  constructor(source: SegmentSource, atOnce: number) {
    this.#source = source;
    this.#atOnce = atOnce;
  }

  /** Orders that were not handed to the source yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** A source for one programme. */
  lane(): SegmentSource {
    const lane: Lane = { turn: 0 };
    return { produce: (recipe, options = {}) => this.#enqueue(lane, recipe, options) };
  }

  #enqueue(lane: Lane, recipe: Recipe, options: Options): Promise<SegmentFacts> {
    return new Promise((resolve, reject) => {
      const job: Job = {
        lane,
        isUrgent: options.urgent === true,
        begin: async () => {
          options.signal?.removeEventListener('abort', takeBack);
          await this.#source.produce(recipe, options).then(resolve, reject);
        },
      };
      const takeBack = () => {
        this.#waiting = this.#waiting.filter((waiting) => waiting !== job);
        reject(new RadioError('It is not wanted any more'));
      };
      options.signal?.addEventListener('abort', takeBack, { once: true });
      this.#waiting = [...this.#waiting, job];
      this.#beginNext();
    });
  }

  #beginNext(): void {
    for (const kind of ['urgent', 'planned'] as const) {
      while (this.#running[kind] < this.#atOnce) {
        const job = this.#next(kind === 'urgent');
        if (job === undefined) break;
        this.#waiting = this.#waiting.filter((waiting) => waiting !== job);
        this.#turns += 1;
        job.lane.turn = this.#turns;
        this.#running[kind] += 1;
        void job.begin().finally(() => {
          this.#running[kind] -= 1;
          this.#beginNext();
        });
      }
    }
  }

  #next(isUrgent: boolean): Job | undefined {
    let next: Job | undefined;
    for (const job of this.#waiting)
      if (job.isUrgent === isUrgent && (next === undefined || job.lane.turn < next.lane.turn)) next = job;
    return next;
  }
}
