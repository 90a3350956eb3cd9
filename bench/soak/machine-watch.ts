import { readFileSync } from 'node:fs';
import os from 'node:os';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** How the machine treated a thread that does nothing. */
export interface MachineReport {
  /** Seconds that the host of a virtual machine gave to others although this one had work; of all processors together. */
  readonly stolenSeconds: number;
  /** By how much the thread woke later than it wanted to. */
  readonly idleThreadMs: { readonly p99: number; readonly max: number };
  /** How often it woke more than 20 ms late. */
  readonly stalls: number;
  /** The ten longest of them: seconds since the beginning, by how much, and what was stolen since the one before. */
  readonly longest: readonly Stall[];
}

interface Stall {
  readonly second: number;
  readonly ms: number;
  readonly stolenMs: number;
}

interface Setup {
  readonly startedAt: number;
  readonly lateness: RecordableHistogram;
}

const NAP_MILLISECONDS = 2;
const STALL_MILLISECONDS = 20;
const SHOWN = 10;
/** As the thread that sends packets. */
const NICENESS = -10;
/** In /proc/stat, where times are in hundredths of a second. */
const STEAL_FIELD = 8;

/**
 * Beside what is measured, a thread that sleeps and wakes and does nothing else, of the same niceness as the one that sends packets: when it stalls too, it was the machine.
 * Linux only.
 */
export class MachineWatch {
  readonly #lateness = createHistogram();
  readonly #stalls: Stall[] = [];
  readonly #stolen = stolenMilliseconds();
  readonly #thread: Worker;

  constructor() {
    const setup: Setup = { startedAt: Date.now(), lateness: this.#lateness };
    this.#thread = new Worker(new URL(import.meta.url), { workerData: setup });
    this.#thread.on('message', (stall: Stall) => this.#stalls.push(stall));
    this.#thread.unref();
  }

  /** Ends the watch. */
  async end(): Promise<MachineReport> {
    await this.#thread.terminate();
    return {
      stolenSeconds: (stolenMilliseconds() - this.#stolen) / 1000,
      idleThreadMs: { p99: this.#lateness.percentile(99) / 1000, max: this.#lateness.max / 1000 },
      stalls: this.#stalls.length,
      longest: this.#stalls.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN),
    };
  }
}

function stolenMilliseconds(): number {
  const [all = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  return Number(all.split(/ +/)[STEAL_FIELD]) * 10;
}

function watch({ startedAt, lateness }: Setup, report: (stall: Stall) => void): void {
  try {
    os.setPriority(NICENESS);
  } catch {
    // Only the system's owner may, and then the radio may not either.
  }
  const bed = new Int32Array(new SharedArrayBuffer(4));
  let stolen = stolenMilliseconds();
  for (;;) {
    const from = performance.now();
    Atomics.wait(bed, 0, 0, NAP_MILLISECONDS);
    const ms = Math.round((performance.now() - from - NAP_MILLISECONDS) * 10) / 10;
    lateness.record(Math.max(1, Math.round(ms * 1000)));
    if (ms < STALL_MILLISECONDS) continue;
    const now = stolenMilliseconds();
    report({ second: Math.round((Date.now() - startedAt) / 1000), ms, stolenMs: now - stolen });
    stolen = now;
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  watch(workerData as Setup, (stall) => port.postMessage(stall));
}
