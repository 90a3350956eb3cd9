import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import util from 'node:util';

import * as tf from '@tensorflow/tfjs';

import { ModelError } from './model-error.ts';
import { mendWasmKernels } from './wasm-kernels.ts';

/** One way to compute: loading it makes tfjs know a backend. */
export interface BackendRung {
  /** What people call it, and what can be asked for. */
  readonly name: string;
  /** What tfjs calls the backend that it registers. */
  readonly registers: string;
  /** Loads the package; rejects when it is not there or broken. */
  load(): Promise<void>;
}

/** The backend that computes, and those before it that could not. */
export interface ChosenBackend {
  readonly name: string;
  readonly tried: readonly { readonly name: string; readonly problem: string }[];
}

/** The ladder, best first. The first two are no dependencies of the radio: they are used where a person has installed them. */
export const BACKEND_RUNGS: readonly BackendRung[] = [
  { name: 'tfjs-node-gpu', registers: 'tensorflow', load: () => loadNative('@tensorflow/tfjs-node-gpu') },
  { name: 'tfjs-node', registers: 'tensorflow', load: () => loadNative('@tensorflow/tfjs-node') },
  { name: 'wasm', registers: 'wasm', load: loadWasm },
  { name: 'cpu', registers: 'cpu', load: () => Promise.resolve() },
];

/**
 * Makes tfjs compute on the first rung that loads and multiplies two small matrices rightly, or only on the one asked for by name.
 * Works in worker threads too (each has a tfjs of its own). Throws a ModelError when the name is unknown or nothing works.
 */
export async function chooseBackend(
  options: { readonly backend?: string | undefined; readonly rungs?: readonly BackendRung[] } = {},
): Promise<ChosenBackend> {
  const all = options.rungs ?? BACKEND_RUNGS;
  const rungs = options.backend === undefined ? all : all.filter((rung) => rung.name === options.backend);
  if (rungs.length === 0) {
    throw new ModelError(`no backend "${options.backend}"; there are ${all.map((rung) => rung.name).join(', ')}`);
  }
  // Without it tfjs prints a banner on Node and checks each operation twice.
  tf.enableProdMode();
  const tried: { name: string; problem: string }[] = [];
  for (const rung of rungs) {
    try {
      await rung.load();
      if (!(await tf.setBackend(rung.registers))) throw new ModelError(`tfjs refused the backend ${rung.registers}`);
      probe();
      return { name: rung.name, tried };
    } catch (cause) {
      tried.push({ name: rung.name, problem: firstLine(cause) });
    }
  }
  const problems = tried.map(({ name, problem }) => `${name}: ${problem}`).join('; ');
  throw new ModelError(`no backend can compute the networks (${problems})`);
}

async function loadNative(packageName: string): Promise<void> {
  // Both call these, which Node 23 removed.
  const legacy = util as unknown as Record<string, unknown>;
  legacy['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  legacy['isArray'] ??= Array.isArray;
  await import(packageName);
}

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  if (tf.findBackendFactory('wasm') === null) throw new ModelError('the package did not register its backend');
  // Only the first call counts; once the binary is loaded tfjs refuses a path.
  if (tf.engine().registry['wasm'] === undefined) {
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(dirname(entry) + sep);
  }
  mendWasmKernels();
}

/** A backend that loads may still compute nonsense (a driver, a half-installed library). */
function probe(): void {
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]), tf.tensor2d([1, 0, 2, 1, 0, 3], [3, 2])).dataSync(),
  );
  const expected = [5, 11, 14, 23];
  if (product.length !== 4 || expected.some((value, index) => Math.abs(value - (product[index] ?? NaN)) > 1e-4)) {
    throw new ModelError('multiplies matrices wrongly');
  }
}

function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n')[0] ?? text;
}
