import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type {
  Join,
  JoinSource,
  Log,
  Progress,
  Recipe,
  SegmentFacts,
  SegmentSource,
  StemLimits,
  StemsMade,
  StemSource,
} from '../radio/index.ts';
import type { JoinWish } from './join-job.ts';
import type { Inventory, WorkerOrder, WorkerReport, WorkerSetup } from './messages.ts';
import { ProductionError } from './production-error.ts';
import type { StemWish } from './stem-job.ts';

/** A job for which no worker has answered by then is given up, and its worker replaced. */
const JOB_DEADLINE_MS = 5 * 60_000;
const RESTART_FROM_MS = 500;
const RESTART_TO_MS = 60_000;

export interface WorkshopOptions extends Omit<WorkerSetup, 'preparesInstruments'> {
  readonly workers: number;
  readonly log: Log;
  /** Called while the first worker prepares SoundFonts. */
  readonly onPreparing?: (progress: Progress) => void;
  /** The module that runs in a worker thread. */
  readonly workerUrl?: URL;
}

type JobOrder =
  | { readonly kind: 'song'; readonly recipe: Recipe }
  | { readonly kind: 'pad'; readonly seconds: number }
  | { readonly kind: 'join'; readonly wish: JoinWish }
  | { readonly kind: 'stems'; readonly wish: StemWish };
type JobResult = Extract<WorkerReport, { kind: 'song' | 'pad' | 'join' | 'stems' }>;

/** What goes before what at a worker: what is not for the air waits longest, and joins are due in seconds. */
const URGENCY = { stems: 0, planned: 1, asked: 2, pad: 2, join: 3 } as const;
type Urgency = (typeof URGENCY)[keyof typeof URGENCY];

/** Who is told of a job on its way. */
type JobListener = Pick<NonNullable<Parameters<SegmentSource['produce']>[1]>, 'onProgress' | 'onOpening'>;

interface Job {
  readonly number: number;
  readonly order: JobOrder;
  readonly urgency: Urgency;
  readonly listener: JobListener;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: ProductionError) => void;
}

type Bench =
  | { readonly state: 'preparing'; readonly worker: Worker }
  | { readonly state: 'idle'; readonly worker: Worker }
  | { readonly state: 'busy'; readonly worker: Worker; readonly job: Job; readonly deadline: NodeJS.Timeout }
  | { readonly state: 'down'; readonly restart: NodeJS.Timeout };

/**
 * The worker threads that make segments, and the queue before them: the urgent first, each kind in the order it came.
 * A worker that dies is replaced after a pause that doubles up to a minute; its job fails and the others wait.
 */
export class Workshop implements SegmentSource, JoinSource, StemSource {
  readonly #options: WorkshopOptions;
  readonly #benches: Bench[] = [];
  readonly #queue: Job[] = [];
  readonly #ready: PromiseWithResolvers<Inventory>;
  #lastJob = 0;
  #crashes = 0;
  #restarts = 0;
  #closed = false;

  constructor(options: WorkshopOptions) {
    this.#options = options;
    this.#ready = Promise.withResolvers<Inventory>();
    this.#ready.promise.catch(() => undefined);
    // One worker prepares the SoundFonts; the others start when they lie in the cache.
    this.#start(0);
  }

  /** What can be made, once a worker is set up (one that can't be is logged and tried again); rejects when closed before. */
  inventory(): Promise<Inventory> {
    return this.#ready.promise;
  }

  /** Workers started anew after a crash, since the beginning. */
  get restarts(): number {
    return this.#restarts;
  }

  async produce(recipe: Recipe, options: Parameters<SegmentSource['produce']>[1] = {}): Promise<SegmentFacts> {
    const result = await this.#enqueue(
      { kind: 'song', recipe },
      options.urgent === true ? URGENCY.asked : URGENCY.planned,
      options,
    );
    if (result.kind !== 'song') throw new ProductionError('the worker answered another question');
    return result.facts;
  }

  /** A loop of rain as Opus packets, to fill the air when there is no song. */
  async pad(seconds: number): Promise<readonly Uint8Array[]> {
    const result = await this.#enqueue({ kind: 'pad', seconds }, URGENCY.pad);
    if (result.kind !== 'pad') throw new ProductionError('the worker answered another question');
    return result.packets;
  }

  async join(from: string, to: string, options: Parameters<JoinSource['join']>[2] = {}): Promise<Join | undefined> {
    const result = await this.#enqueue({ kind: 'join', wish: { from, to, ...options } }, URGENCY.join);
    if (result.kind !== 'join') throw new ProductionError('the worker answered another question');
    return result.join;
  }

  async stems(
    facts: SegmentFacts,
    folder: string,
    limits: StemLimits,
    options: Parameters<StemSource['stems']>[3] = {},
  ): Promise<StemsMade> {
    const { signal, onProgress } = options;
    const order = { kind: 'stems', wish: { facts, folder, limits } } as const;
    const takeBack = () => this.#takeBack(order);
    signal?.addEventListener('abort', takeBack, { once: true });
    try {
      const result = await this.#enqueue(order, URGENCY.stems, onProgress === undefined ? {} : { onProgress });
      if (result.kind !== 'stems') throw new ProductionError('the worker answered another question');
      return result.made;
    } finally {
      signal?.removeEventListener('abort', takeBack);
    }
  }

  /** Ends the workers; jobs that are not done reject. */
  async close(): Promise<void> {
    this.#closed = true;
    const closing = new ProductionError('the radio is closing');
    this.#ready.reject(closing);
    for (const job of this.#queue.splice(0)) job.reject(closing);
    await Promise.all(
      this.#benches.map(async (bench) => {
        if (bench.state === 'down') return clearTimeout(bench.restart);
        if (bench.state === 'busy') {
          clearTimeout(bench.deadline);
          bench.job.reject(closing);
        }
        await bench.worker.terminate();
      }),
    );
  }

  #enqueue(order: JobOrder, urgency: Urgency, listener: JobListener = {}): Promise<JobResult> {
    if (this.#closed) return Promise.reject(new ProductionError('the radio is closing'));
    return new Promise((resolve, reject) => {
      this.#lastJob += 1;
      const job: Job = { number: this.#lastJob, order, urgency, listener, resolve, reject };
      const calmer = this.#queue.findIndex((waiting) => waiting.urgency < urgency);
      this.#queue.splice(calmer < 0 ? this.#queue.length : calmer, 0, job);
      this.#assign();
    });
  }

  /** An order that waits for a worker is not wanted any more. */
  #takeBack(order: JobOrder): void {
    const place = this.#queue.findIndex((job) => job.order === order);
    if (place < 0) return;
    const [job] = this.#queue.splice(place, 1);
    job?.reject(new ProductionError('it is not wanted any more'));
  }

  #assign(): void {
    for (const [index, bench] of this.#benches.entries()) {
      if (bench.state !== 'idle') continue;
      const job = this.#queue.shift();
      if (job === undefined) return;
      const deadline = setTimeout(() => {
        this.#options.log.warn({}, `A song took over ${JOB_DEADLINE_MS / 60_000} minutes; its worker is replaced`);
        void bench.worker.terminate();
      }, JOB_DEADLINE_MS);
      this.#benches[index] = { state: 'busy', worker: bench.worker, job, deadline };
      bench.worker.postMessage(orderOf(job));
    }
  }

  #start(index: number): void {
    const { log, onPreparing, workers, workerUrl, models, styles, soundfonts, effects, cache, segments, backend } =
      this.#options;
    const folders = { models, styles, soundfonts, effects, cache, segments };
    const setup: WorkerSetup = { ...folders, backend, preparesInstruments: index === 0 };
    const worker = new Worker(workerUrl ?? new URL('./worker.ts', import.meta.url), { workerData: setup });
    this.#benches[index] = { state: 'preparing', worker };
    let ending = 'it ended without a word';
    worker.on('message', (report: WorkerReport) => {
      switch (report.kind) {
        case 'preparing':
          onPreparing?.(report.progress);
          break;
        case 'ready':
          this.#crashes = 0;
          this.#benches[index] = { state: 'idle', worker };
          this.#ready.resolve(report.inventory);
          while (this.#benches.length < workers) this.#start(this.#benches.length);
          this.#assign();
          break;
        case 'unfit':
          ending = report.problem;
          void worker.terminate();
          break;
        case 'progress':
        case 'opening':
        case 'song':
        case 'pad':
        case 'join':
        case 'stems':
        case 'failed':
          this.#onJobReport(index, report);
      }
    });
    worker.on('error', (error) => {
      ending = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (this.#closed) return;
      const bench = this.#benches[index];
      if (bench?.state === 'busy') {
        clearTimeout(bench.deadline);
        bench.job.reject(new ProductionError(`the worker stopped while it made the song: ${ending}`));
      }
      const pause = Math.min(RESTART_TO_MS, RESTART_FROM_MS * 2 ** this.#crashes);
      this.#crashes += 1;
      this.#restarts += 1;
      log.warn({}, `A worker stopped (${ending}); another starts in ${pause / 1000} s.`);
      const restart = setTimeout(() => this.#start(index), pause);
      this.#benches[index] = { state: 'down', restart };
    });
  }

  #onJobReport(index: number, report: Extract<WorkerReport, { job: number }>): void {
    const bench = this.#benches[index];
    if (bench?.state !== 'busy' || bench.job.number !== report.job) return;
    if (report.kind === 'progress') {
      bench.job.listener.onProgress?.(report.progress);
      return;
    }
    if (report.kind === 'opening') {
      bench.job.listener.onOpening?.(report.opening);
      return;
    }
    clearTimeout(bench.deadline);
    this.#benches[index] = { state: 'idle', worker: bench.worker };
    if (report.kind === 'failed') bench.job.reject(new ProductionError(report.problem));
    else bench.job.resolve(report);
    this.#assign();
  }
}

/** An id that no other segment has, from which a person still sees style and seed. */
function segmentId(recipe: Recipe): string {
  return `${recipe.style}-${recipe.seed.toString(16).padStart(8, '0')}-${randomBytes(4).toString('hex')}`;
}

function orderOf(job: Job): WorkerOrder {
  if (job.order.kind === 'join') return { kind: 'join', job: job.number, wish: job.order.wish };
  if (job.order.kind === 'stems') return { kind: 'stems', job: job.number, wish: job.order.wish };
  if (job.order.kind === 'pad') return { kind: 'pad', job: job.number, seconds: job.order.seconds };
  const streamed = job.listener.onOpening !== undefined;
  return { kind: 'song', job: job.number, id: segmentId(job.order.recipe), recipe: job.order.recipe, streamed };
}
