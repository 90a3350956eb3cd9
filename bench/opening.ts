import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseConfig } from '../src/config.ts';
import { Workshop } from '../src/production/index.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Seconds from a request to the first packets of its song and to the whole of it, on a worker that has made a song before. */
export async function opening(
  cache: string,
  style: string,
): Promise<{ readonly opening: number; readonly whole: number }> {
  const { folders, backend } = parseConfig({});
  const segments = await mkdtemp(path.join(os.tmpdir(), 'raindial-opening-'));
  const workshop = new Workshop({ ...folders, cache, segments, backend, workers: 1, log: silent });
  try {
    const recipe = { style, seed: 1, seconds: 120, instruments: {}, effects: {} };
    await workshop.inventory();
    await workshop.produce(recipe);
    const start = performance.now();
    const since = () => Math.round((performance.now() - start) / 10) / 100;
    let first = Number.NaN;
    await workshop.produce({ ...recipe, seed: 2 }, { urgent: true, onOpening: () => (first = since()) });
    return { opening: first, whole: since() };
  } finally {
    await workshop.close();
    await rm(segments, { recursive: true, force: true });
  }
}
