import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { type Log, RadioError, type ReportDays, type ReportFiles, type ReportSource } from '../radio/index.ts';
import type { EvidencePlace } from '../store/index.ts';
import type { ReportAnswer, ReportOrder } from './report-worker.ts';

/** A report is handed out again for so long, and the thread stays for the next one. */
const FRESH_MILLISECONDS = 60_000;

/** A report that takes longer is given up. */
const DEADLINE_MILLISECONDS = 300_000;

/** More than this and the thread ends, not the radio. */
const MEMORY_MEGABYTES = 1_024;

const AGAIN = "What was heard can't be told now. The radio's log says why; try again in a moment";
const TOO_MUCH = 'So much was heard in that time that there is no room for the report. Choose fewer days';

/** Where the rows are, and the log. */
export interface ReportThreadOptions extends EvidencePlace {
  readonly log: Log;
  /** Monotonic milliseconds; the machine's when not given. */
  readonly now?: () => number;
}

interface Known {
  readonly report: Promise<ReportFiles>;
  /** Undefined while it is being made. */
  doneAt?: number;
}

/**
 * Reports on ratings from a thread of its own, away from the audio clock. The thread begins with the first order and ends when nobody has asked for a minute. One
 * report is made at a time; who asks for the same one meanwhile, or within a minute, gets that.
 */
export class ReportThread implements ReportSource {
  readonly #place: EvidencePlace;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #known = new Map<ReportDays, Known>();
  #last: Promise<unknown> = Promise.resolve();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ log, now = () => performance.now(), ...place }: ReportThreadOptions) {
    this.#place = place;
    this.#log = log;
    this.#now = now;
  }

  report(days: ReportDays): Promise<ReportFiles> {
    const known = this.#known.get(days);
    if (known !== undefined && (known.doneAt === undefined || this.#now() - known.doneAt < FRESH_MILLISECONDS))
      return known.report;
    const made: Known = { report: this.#last.then(() => this.#make({ days })) };
    this.#known.set(days, made);
    this.#last = made.report.then(
      () => (made.doneAt = this.#now()),
      () => this.#known.delete(days),
    );
    return made.report;
  }

  /** Ends the thread; what is not done rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  async #make(order: ReportOrder): Promise<ReportFiles> {
    if (this.#isClosed) throw new RadioError('The radio goes off air');
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve, reject } = Promise.withResolvers<ReportAnswer>();
    let fault: Error | undefined;
    const onError = (error: Error) => (fault = error);
    const onExit = () => reject(fault ?? new Error('its thread ended'));
    worker.on('message', resolve).on('error', onError).on('exit', onExit);
    const deadline = setTimeout(() => void worker.terminate(), DEADLINE_MILLISECONDS);
    try {
      worker.postMessage(order);
      const answer = await promise;
      if (answer.kind === 'done') return answer.files;
      throw new Error(answer.problem);
    } catch (cause) {
      if (!this.#isClosed) this.#log.error({ err: cause }, `No report on ratings: ${(cause as Error).message}`);
      const isTooMuch = (cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
      throw new RadioError(isTooMuch ? TOO_MUCH : AGAIN, { cause });
    } finally {
      clearTimeout(deadline);
      worker.off('message', resolve).off('error', onError).off('exit', onExit);
      this.#rest();
    }
  }

  /** What was made is let go with the thread. */
  #rest(): void {
    this.#idle = setTimeout(() => {
      this.#known.clear();
      void this.#worker?.terminate();
      this.#worker = undefined;
    }, FRESH_MILLISECONDS).unref();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./report-worker.ts', import.meta.url), {
      workerData: this.#place,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
    });
    // Nobody waits for it alone.
    worker.unref();
    // A thread that fails while nothing is asked of it is replaced at the next order.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }
}
