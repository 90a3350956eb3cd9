import { parentPort, workerData } from 'node:worker_threads';

import { loadMusicians } from '../../src/model/index.ts';

/** Loads the musicians in a worker thread and posts what they write for the seed in `workerData`. */
const { modelsDir, seed } = workerData as { modelsDir: string; seed: number };
const musicians = await loadMusicians({ modelsDir, backend: 'wasm' });
const sampling = { seed, temperature: 1, topP: 0.95, mode: 'minor' as const };
const chords = musicians.chords({ ...sampling, beats: 16 });
parentPort?.postMessage({ chords, melody: musicians.notes({ ...sampling, chords }) });
