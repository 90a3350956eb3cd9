import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';

import { BACKEND_RUNGS, chooseBackend, ModelError, type BackendRung } from '../../src/model/index.ts';

function rung(name: string): BackendRung {
  const found = BACKEND_RUNGS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no rung ${name}`);
  return found;
}

const missing: BackendRung = {
  name: 'not-installed',
  registers: 'nothing',
  load: async () => {
    await import(['@tensorflow', 'tfjs-that-nobody-installed'].join('/'));
  },
};
const silent: BackendRung = { name: 'silent', registers: 'never-registered', load: () => Promise.resolve() };

/** A backend that loads, but whose products are all wrong. */
const broken: BackendRung = {
  name: 'broken',
  registers: 'broken',
  load: () => {
    tf.registerBackend('broken', () => tf.findBackendFactory('cpu')());
    for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'broken' });
    const product = tf.getKernel('BatchMatMul', 'cpu');
    tf.unregisterKernel('BatchMatMul', 'broken');
    tf.registerKernel({
      ...product,
      backendName: 'broken',
      kernelFunc: (parameters) => {
        const result = product.kernelFunc(parameters);
        const { dataId } = result as { dataId: object };
        (tf.backend().readSync(dataId) as Float32Array).fill(1);
        return result;
      },
    });
    return Promise.resolve();
  },
};

describe('chooseBackend', () => {
  afterEach(() => {
    if (tf.findBackendFactory('broken') !== null) tf.removeBackend('broken');
    for (const kernel of tf.getKernelsForBackend('broken')) tf.unregisterKernel(kernel.kernelName, 'broken');
  });

  it('takes the first rung of the real ladder that is here, and says why not those before it', async () => {
    const { name, tried } = await chooseBackend();
    const names = BACKEND_RUNGS.map((candidate) => candidate.name);
    expect(names).toEqual(['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu']);
    expect(tried.map((attempt) => attempt.name)).toEqual(names.slice(0, names.indexOf(name)));
    for (const { problem } of tried) expect(problem).not.toBe('');
    // Both of these come with the radio itself.
    expect(['tfjs-node-gpu', 'tfjs-node', 'wasm']).toContain(name);
  });

  it('falls through what is missing, what does not register and what computes wrongly', async () => {
    const { name, tried } = await chooseBackend({ rungs: [missing, silent, broken, rung('cpu')] });
    expect(name).toBe('cpu');
    expect(tf.getBackend()).toBe('cpu');
    expect(tried.map((attempt) => attempt.name)).toEqual(['not-installed', 'silent', 'broken']);
    expect(tried[0]?.problem).toMatch(/tfjs-that-nobody-installed/);
    expect(tried[2]?.problem).toMatch(/wrong/);
  });

  it('takes the one asked for, and only that', async () => {
    expect(await chooseBackend({ backend: 'cpu' })).toEqual({ name: 'cpu', tried: [] });
    expect(await chooseBackend({ backend: 'wasm' })).toEqual({ name: 'wasm', tried: [] });
    expect(tf.getBackend()).toBe('wasm');
    await expect(chooseBackend({ backend: 'not-installed', rungs: [missing, rung('cpu')] })).rejects.toThrow(
      ModelError,
    );
  });

  it('names the backends there are when asked for another', async () => {
    await expect(chooseBackend({ backend: 'abacus' })).rejects.toThrow(
      /"abacus"; there are tfjs-node-gpu, tfjs-node, wasm, cpu/,
    );
  });

  it('tells each problem when nothing works', async () => {
    await expect(chooseBackend({ rungs: [missing, silent] })).rejects.toThrow(/not-installed: .*; silent: /);
  });
});
