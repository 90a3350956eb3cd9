import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import type { Architecture } from '../../src/model/architecture.ts';
import { baselines } from '../../src/model/baseline.ts';
import { chooseBackend, ModelError } from '../../src/model/index.ts';
import type { TokenSequence } from '../../src/model/token-sequence.ts';
import { measureLoss, trainNetwork, type TrainingOptions } from '../../src/model/training.ts';
import { seededRandom } from '../../src/random/index.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ARCHITECTURE: Architecture = {
  inputs: [{ name: 'before', size: 7, width: 6 }],
  layers: 2,
  hidden: 16,
  heads: [
    { name: 'next', size: 6, feeds: 'before' },
    { name: 'double', size: 6, feeds: 'before' },
  ],
};

/** A round of tokens: each is told by the one before it, and the second head by the first. */
function round(length: number, from: number): TokenSequence {
  const next = Int32Array.from({ length }, (_, step) => (from + step * step) % 6);
  const before = Int32Array.from({ length }, (_, step) => (step === 0 ? 6 : (next[step - 1] ?? 0)));
  return { length, inputs: [before], targets: [next, next.map((token) => (2 * token) % 6)] };
}

const DATA = {
  train: Array.from({ length: 8 }, (_, index) => round(24 + index, index % 6)),
  heldOut: [round(30, 2), round(20, 3)],
};

function options(folder: string, more: Partial<TrainingOptions> = {}): TrainingOptions {
  return {
    schedule: { seed: 4, epochs: 4, lanes: 4, steps: 8, learningRate: 0.02, dropout: 0.1, patience: 9 },
    checkpoint: join(folder, 'checkpoint.bin'),
    dataHash: 'rounds',
    resume: false,
    now: () => 0,
    ...more,
  };
}

beforeAll(async () => {
  await chooseBackend({ backend: 'wasm' });
});

describe('trainNetwork', () => {
  it('learns a rule that no count of tokens knows, also where it never heard it', async () => {
    const folder = tempFolder();
    const schedule = { ...options(folder).schedule, epochs: 40, dropout: 0 };
    const { weights, history, best } = await trainNetwork(ARCHITECTURE, DATA, options(folder, { schedule }));
    expect(history[0]?.heldOutLoss).toBeGreaterThan(2);
    expect(best.heldOutLoss).toBeLessThan(0.25);
    const byHead = await measureLoss(ARCHITECTURE, weights, DATA.heldOut, { lanes: 3, steps: 5 });
    // However the lanes are cut, the loss is the same: the state is carried over the cuts.
    expect(byHead.reduce((sum, bits) => sum + bits, 0)).toBeCloseTo(best.heldOutLoss, 3);
    const { uniform, unigram } = baselines(ARCHITECTURE, DATA.train, DATA.heldOut);
    expect(uniform).toBeCloseTo(2 * Math.log2(6), 6);
    expect(best.heldOutLoss).toBeLessThan(unigram / 4);
  }, 30_000);

  it('gives the same weights again, and others for another seed', async () => {
    const run = (seed: number) =>
      trainNetwork(
        ARCHITECTURE,
        DATA,
        options(tempFolder(), { schedule: { ...options('').schedule, epochs: 1, seed } }),
      );
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again.weights).toEqual(first.weights);
    expect(other.weights).not.toEqual(first.weights);
  });

  it('resumed after a stop in the middle of an epoch, gives what it gives in one go', async () => {
    const whole = await trainNetwork(ARCHITECTURE, DATA, options(tempFolder()));
    const folder = tempFolder();
    const stop = new AbortController();
    const interrupted = trainNetwork(
      ARCHITECTURE,
      DATA,
      options(folder, {
        signal: stop.signal,
        onProgress: ({ epoch, done }) => {
          if (epoch === 3 && done > 0.5) stop.abort(new Error('Ctrl-C'));
        },
      }),
    );
    await expect(interrupted).rejects.toThrow('Ctrl-C');
    const resumed = await trainNetwork(ARCHITECTURE, DATA, options(folder, { resume: true }));
    expect(resumed.history).toEqual(whole.history);
    expect(resumed.weights).toEqual(whole.weights);
  });

  it('stops early and keeps the best epoch when the held-out loss only grows', async () => {
    const random = seededRandom(9);
    const noise = (length: number): TokenSequence => {
      const row = () => Int32Array.from({ length }, () => Math.floor(random() * 6));
      return { length, inputs: [row()], targets: [row(), row()] };
    };
    const schedule = { ...options('').schedule, epochs: 60, learningRate: 0.03, dropout: 0, patience: 3 };
    const data = { train: [noise(30), noise(30)], heldOut: [noise(60)] };
    const { history, best } = await trainNetwork(ARCHITECTURE, data, options(tempFolder(), { schedule }));
    expect(history.length).toBeLessThan(60);
    expect(best.epoch).toBe(history.length - 3);
    expect(Math.min(...history.map((epoch) => epoch.heldOutLoss))).toBe(best.heldOutLoss);
  }, 20_000);

  it('begins no epoch when its minutes are over', async () => {
    let minutes = 0;
    const { history } = await trainNetwork(
      ARCHITECTURE,
      DATA,
      options(tempFolder(), { minutes: 1, now: () => (minutes += 0.4) * 60_000 }),
    );
    expect(history.length).toBe(1);
  });

  it('refuses a checkpoint of other data, a cut one, and something else', async () => {
    const folder = tempFolder();
    const checkpoint = join(folder, 'checkpoint.bin');
    const once = options(folder, { schedule: { ...options(folder).schedule, epochs: 1 } });
    await trainNetwork(ARCHITECTURE, DATA, once);
    const resume = (more: Partial<TrainingOptions> = {}) =>
      trainNetwork(ARCHITECTURE, DATA, { ...once, resume: true, ...more });
    await expect(resume({ dataHash: 'other' })).rejects.toThrow(/another training/);
    const bytes = await readFile(checkpoint);
    await writeFile(checkpoint, bytes.subarray(0, bytes.length - 4));
    await expect(resume()).rejects.toThrow(/cut short/);
    for (const content of ['no checkpoint', 'null\n', '{"fingerprint": 1}\n']) {
      await writeFile(checkpoint, content);
      await expect(resume()).rejects.toThrow(ModelError);
    }
  });

  it('says so when there is too little music', async () => {
    await expect(trainNetwork(ARCHITECTURE, { ...DATA, heldOut: [] }, options(tempFolder()))).rejects.toThrow(
      /too little/,
    );
  });
});
