import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { calibrationsOf } from '../../src/model/classifier.ts';
import { FEATURE_NAMES } from '../../src/model/classifier-features.ts';
import { batchGradients, initialClassifier, windowLogit } from '../../src/model/classifier-network.ts';
import { weighedWindows, windowDrawer, type ClassifierSong } from '../../src/model/classifier-songs.ts';
import { classifierLoss, fitClassifier, type ClassifierTraining } from '../../src/model/classifier-training.ts';
import { chooseBackend, classifyNotes, loadClassifier, ModelError, trainClassifier } from '../../src/model/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { labelledSongs, loopMusic, wanderingMusic } from '../support/classifier-music.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SONGS = labelledSongs(12);
const used = (use: ClassifierSong['use']): readonly ClassifierSong[] => SONGS.filter((song) => song.use === use);
const DATA = { train: used('train'), heldOut: used('validation') };

function training(more: Partial<ClassifierTraining> = {}): ClassifierTraining {
  const schedule = { seed: 1, epochs: 3, steps: 12, batch: 16, learningRate: 0.01, dropout: 0.2, decay: 0.001 };
  return { schedule, dataHash: 'made up', resume: false, now: () => 0, ...more };
}

beforeAll(async () => {
  await chooseBackend({ backend: 'wasm' });
});

describe('the network', () => {
  it('computes by hand what tfjs computes, and learns downhill', () => {
    const windows = weighedWindows(DATA.train);
    const weights = initialClassifier(windows, seededRandom(2));
    const still = { dropout: 0, decay: 0, random: seededRandom(1) };
    const batch = windows.slice(0, 40);
    const byHand = classifierLoss(
      weights,
      batch.map((window) => ({ ...window, weight: 1 })),
    );
    const { nats, gradients } = batchGradients(weights, batch, still);
    expect(nats / Math.LN2).toBeCloseTo(byHand, 4);
    // The gradient of one weight by differences.
    for (const [name, gradient] of gradients) {
      const at = Math.floor(gradient.length / 2);
      const nudged = (by: number): number => {
        const row = Float32Array.from(weights.get(name) ?? []);
        row[at] = (row[at] ?? 0) + by;
        return batchGradients(new Map([...weights, [name, row]]), batch, still).nats;
      };
      expect((nudged(0.01) - nudged(-0.01)) / 0.02).toBeCloseTo(gradient[at] ?? 0, 2);
    }
  });

  it('pulls weights to zero, but no biases', () => {
    const windows = weighedWindows(DATA.train);
    const weights = initialClassifier(windows, seededRandom(2));
    const of = (decay: number) =>
      batchGradients(weights, windows.slice(0, 8), { dropout: 0, decay, random: seededRandom(1) }).gradients;
    const [without, with1] = [of(0), of(1)];
    const weight = weights.get('hidden/weights')?.[7] ?? 0;
    const difference = (name: string): number => (with1.get(name)?.[7] ?? 0) - (without.get(name)?.[7] ?? 0);
    expect(difference('hidden/weights')).toBeCloseTo(weight, 5);
    expect(difference('hidden/bias')).toBe(0);
  });

  it('leaves no tensor behind', () => {
    const windows = weighedWindows(DATA.train);
    const weights = initialClassifier(windows, seededRandom(2));
    const before = tf.memory().numTensors;
    batchGradients(weights, windows.slice(0, 4), { dropout: 0.5, decay: 0.1, random: seededRandom(1) });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('fitClassifier', () => {
  it('learns a handful of songs by heart, and the rule behind them', async () => {
    const { weights, history } = await fitClassifier(DATA, training());
    expect(history[0]?.trainLoss).toBeGreaterThan(history.at(-1)?.trainLoss ?? Infinity);
    expect(classifierLoss(weights, weighedWindows(DATA.train))).toBeLessThan(0.05);
    for (const seed of [101, 102, 103]) {
      expect(classifyNotes(weights, loopMusic(seed))?.genre).toBe('EDM');
      expect(classifyNotes(weights, wanderingMusic(seed))?.genre).toBe('Classical');
    }
  });

  it('draws genres, sources and songs alike often, however many there are of each', () => {
    const [edm, classical] = labelledSongs(1);
    if (edm === undefined || classical === undefined) throw new Error('no songs');
    const many = Array.from({ length: 30 }, () => classical);
    const draw = windowDrawer(weighedWindows([edm, ...many]), seededRandom(4));
    const drawn = Array.from({ length: 2000 }, draw);
    expect(drawn.filter((window) => window?.genre === 'EDM').length / 2000).toBeCloseTo(0.5, 1);
  });

  it('gives the same weights again, and resumed after a stop what it gives in one go', async () => {
    const whole = await fitClassifier(DATA, training());
    const checkpoint = join(tempFolder(), 'checkpoint.bin');
    const stop = new AbortController();
    const interrupted = fitClassifier(
      DATA,
      training({
        checkpoint,
        signal: stop.signal,
        onProgress: ({ epoch, done }) => {
          if (epoch === 2 && done > 0.5) stop.abort(new Error('Ctrl-C'));
        },
      }),
    );
    await expect(interrupted).rejects.toThrow('Ctrl-C');
    const resumed = await fitClassifier(DATA, training({ checkpoint, resume: true }));
    expect(resumed).toEqual(whole);
    await expect(fitClassifier(DATA, training({ checkpoint, resume: true, dataHash: 'other' }))).rejects.toThrow(
      /another training/,
    );
  });

  it('says so when a genre is missing', async () => {
    const onlyEdm = DATA.train.filter(({ genre }) => genre === 'EDM');
    await expect(fitClassifier({ train: onlyEdm, heldOut: [] }, training())).rejects.toThrow(
      /both edm\/ and classical/,
    );
  });
});

describe('trainClassifier', () => {
  it('writes a calibrated model with its measures and a card; a changed bit or feature is refused', async () => {
    const modelsDir = tempFolder();
    const songs = [
      ...SONGS,
      ...used('test').map((song) => ({ ...song, use: 'measure' as const, source: 'elsewhere' })),
    ];
    const backend = { name: 'wasm', tried: [] };
    const epochs: number[] = [];
    const model = await trainClassifier({
      ...{ songs, modelsDir, backend, seed: 1, epochs: 2, dataHash: 'made up', resume: false, now: () => 0 },
      onProgress: ({ epoch, epochs: all }) => epochs.push(epoch / all),
    });
    expect([...epochs].sort((a, b) => a - b)).toEqual(epochs);
    expect(epochs.at(-1)).toBe(1);
    const { crossValidation, test, measured, heldOut, withoutSource, singleFeature } = model.training;
    expect(crossValidation?.songs).toEqual([
      [9, 0],
      [0, 9],
    ]);
    expect(test?.balancedSongs).toBe(1);
    expect(measured?.sources).toMatchObject([{ source: 'elsewhere' }, { source: 'elsewhere' }]);
    expect(heldOut.songs.flat().reduce((sum, count) => sum + count)).toBe(songs.length);
    expect(withoutSource.map(({ source }) => source).sort()).toEqual([
      'Classical here',
      'Classical there',
      'EDM here',
      'EDM there',
    ]);
    expect(FEATURE_NAMES).toContain(singleFeature.feature);
    expect(calibrationsOf(model.weights).song.slope).not.toBe(1);
    const folder = join(modelsDir, 'classifier');
    expect((await readdir(folder)).sort()).toEqual(['README.md', 'model.json', 'weights.bin']);
    const card = await readFile(join(folder, 'README.md'), 'utf8');
    expect(card).toContain(model.sha256);
    expect(card).toContain('| is EDM | 0 | 9 |');

    const classifier = await loadClassifier({ modelsDir });
    const music = loopMusic(200);
    expect(classifier.classify(music)).toEqual(classifyNotes(model.weights, music));
    expect(classifier.classify([])).toBeUndefined();

    const json = await readFile(join(folder, 'model.json'), 'utf8');
    await writeFile(join(folder, 'model.json'), json.replace('"top turns"', '"top twists"'));
    await expect(loadClassifier({ modelsDir })).rejects.toThrow(/other features.*raindial train classifier/);
    await writeFile(join(folder, 'model.json'), json.slice(0, 40));
    await expect(loadClassifier({ modelsDir })).rejects.toThrow(/no JSON/);
    await writeFile(join(folder, 'model.json'), json);
    const bytes = await readFile(join(folder, 'weights.bin'));
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    await writeFile(join(folder, 'weights.bin'), bytes);
    await expect(loadClassifier({ modelsDir })).rejects.toThrow(ModelError);
    await expect(loadClassifier({ modelsDir })).rejects.toThrow(/sha256/);
    await expect(loadClassifier({ modelsDir: tempFolder() })).rejects.toThrow(/no readable model.json/);
  }, 60_000);
});

describe('the shipped classifier', () => {
  const modelsDir = join(import.meta.dirname, '..', '..', 'models');

  it('loads, and tells a loop from a piece that wanders, as sure as it should be', async () => {
    const classifier = await loadClassifier({ modelsDir });
    const loop = classifier.classify(loopMusic(7));
    const piece = classifier.classify(wanderingMusic(7));
    expect(loop).toMatchObject({ genre: 'EDM' });
    expect(piece).toMatchObject({ genre: 'Classical' });
    expect(loop?.probability).toBe(loop?.edm);
    expect(piece?.probability).toBeCloseTo(1 - (piece?.edm ?? 0), 9);
    expect(loop?.windows.length).toBe(7);
  });

  it('reaches its goal, by its own account: balanced accuracy of .95 by song on held-out songs', async () => {
    const json = JSON.parse(await readFile(join(modelsDir, 'classifier', 'model.json'), 'utf8')) as {
      training: { heldOut: { balancedSongs: number }; crossValidation: { balancedSongs: number } };
    };
    expect(json.training.heldOut.balancedSongs).toBeGreaterThanOrEqual(0.95);
    expect(json.training.crossValidation.balancedSongs).toBeGreaterThanOrEqual(0.95);
  });

  it('hears each window without tfjs', () => {
    const weights = initialClassifier(weighedWindows(SONGS), seededRandom(1));
    const [window] = SONGS[0]?.windows ?? [];
    expect(Number.isFinite(windowLogit(weights, window ?? new Float32Array()))).toBe(true);
  });
});
