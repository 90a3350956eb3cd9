import { Worker } from 'node:worker_threads';
import type { Db } from '../dsp/index.ts';
import type { LevelOrder, LevelReport } from './level-worker.ts';
import { RadioError } from './radio-error.ts';

/** Makes sound louder or softer: as many packets, at the same times. */
export interface Leveller {
  render(packets: readonly Uint8Array[], db: Db): Promise<readonly Uint8Array[]>;
}

type Waiting = Pick<PromiseWithResolvers<readonly Uint8Array[]>, 'resolve' | 'reject'>;

/** A leveller in a thread of its own, away from the clock. The thread begins with the first order, and anew after a fault. */
export class LevelThread implements Leveller {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #jobs = 0;

  /** Rejects with a RadioError when it can't be done. */
  render(packets: readonly Uint8Array[], db: Db): Promise<readonly Uint8Array[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Uint8Array[]>();
    this.#jobs += 1;
    this.#waiting.set(this.#jobs, { resolve, reject });
    this.#worker ??= this.#start();
    this.#worker.postMessage({ job: this.#jobs, packets, db } satisfies LevelOrder);
    return promise;
  }

  /** Ends the thread; what is not done rejects. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./level-worker.ts', import.meta.url));
    worker.on('message', (report: LevelReport) => {
      const waiting = this.#waiting.get(report.job);
      this.#waiting.delete(report.job);
      if (report.kind === 'done') waiting?.resolve(report.packets);
      else waiting?.reject(new RadioError(`A song could not be brought to another level: ${report.problem}`));
    });
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      this.#worker = undefined;
      const waiting = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of waiting) reject(new RadioError('The thread that changes levels stopped', { cause }));
    });
    // Nobody waits for it alone. Said last: to listen to its messages is to wait for it.
    worker.unref();
    return worker;
  }
}
