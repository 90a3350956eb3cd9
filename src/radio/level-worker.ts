import { parentPort } from 'node:worker_threads';
import type { Db } from '../dsp/index.ts';
import { atLevel } from './at-level.ts';

/** What a worker is asked. */
export interface LevelOrder {
  readonly job: number;
  readonly packets: readonly Uint8Array[];
  readonly db: Db;
}

/** What it answers. */
export type LevelReport =
  | { readonly job: number; readonly kind: 'done'; readonly packets: readonly Uint8Array[] }
  | { readonly job: number; readonly kind: 'failed'; readonly problem: string };

parentPort?.on('message', ({ job, packets, db }: LevelOrder) => {
  try {
    const report: LevelReport = { job, kind: 'done', packets: atLevel(packets, db) };
    parentPort?.postMessage(report);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ job, kind: 'failed', problem } satisfies LevelReport);
  }
});
