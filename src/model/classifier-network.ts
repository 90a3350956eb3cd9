import * as tf from '@tensorflow/tfjs';

import type { Random } from '../random/index.ts';
import type { Rows } from './adam.ts';
import type { Weights, WeightSpec } from './architecture.ts';
import { FEATURE_NAMES } from './classifier-features.ts';
import { GENRES, type WeighedWindow } from './classifier-songs.ts';
import { crossEntropy, dense } from './layers.ts';
import { withoutTensors } from './tensor-scope.ts';

// A dense network over features, and not an LSTM over the notes: there are about a hundred EDM songs to learn from, and most are by one
// program. What is worth knowing of a window (does it come back, how does it move) is counted, so that little is left to learn by heart.

/** Hidden units. */
const HIDDEN = 24;
/** Features further from the mean than this, in standard deviations, count as this far: no odd file can drown the others. */
const FAR = 4;
/** Added to a feature's standard deviation: one that never changed in training would be blown up otherwise. */
const LEAST_DEVIATION = 1e-3;

/** What is learnt, with shapes. */
const LEARNT: readonly WeightSpec[] = [
  { name: 'hidden/weights', shape: [FEATURE_NAMES.length, HIDDEN] },
  { name: 'hidden/bias', shape: [1, HIDDEN] },
  { name: 'genre/weights', shape: [HIDDEN, GENRES.length] },
  { name: 'genre/bias', shape: [1, GENRES.length] },
];

/**
 * All numbers of a classifier in the order of their file: the features' means and deviations over the training windows, what is learnt,
 * and the two calibrations (a row for songs, a row for windows; slope and offset).
 */
export const CLASSIFIER_WEIGHTS: readonly WeightSpec[] = [
  { name: 'feature/mean', shape: [1, FEATURE_NAMES.length] },
  { name: 'feature/deviation', shape: [1, FEATURE_NAMES.length] },
  ...LEARNT,
  { name: 'calibration', shape: [2, 2] },
];

/** Weights to start from (Glorot and Bengio 2010); the features' means and deviations are those of the windows. */
export function initialClassifier(windows: readonly WeighedWindow[], random: Random): Weights {
  const total = windows.reduce((sum, { weight }) => sum + weight, 0);
  const mean = FEATURE_NAMES.map((_, index) => {
    return windows.reduce((sum, { features, weight }) => sum + weight * (features[index] ?? 0), 0) / total;
  });
  const deviation = FEATURE_NAMES.map((_, index) => {
    const square = ({ features, weight }: WeighedWindow): number =>
      weight * ((features[index] ?? 0) - (mean[index] ?? 0)) ** 2;
    return Math.sqrt(windows.reduce((sum, window) => sum + square(window), 0) / total) + LEAST_DEVIATION;
  });
  const learnt = LEARNT.map(({ name, shape: [rows, columns] }) => {
    const limit = name.endsWith('/bias') ? 0 : Math.sqrt(6 / (rows + columns));
    return [name, Float32Array.from({ length: rows * columns }, () => (2 * random() - 1) * limit)] as const;
  });
  return new Map([
    ['feature/mean', Float32Array.from(mean)],
    ['feature/deviation', Float32Array.from(deviation)],
    ...learnt,
    ['calibration', Float32Array.from([1, 0, 1, 0])],
  ]);
}

/** How much a window's features speak for EDM and against Classical: log odds, not calibrated. */
export function windowLogit(weights: Weights, features: Float32Array): number {
  const x = standardised(weights, features);
  const [into, bias] = [rowOf(weights, 'hidden/weights'), rowOf(weights, 'hidden/bias')];
  const [out, outBias] = [rowOf(weights, 'genre/weights'), rowOf(weights, 'genre/bias')];
  let logit = (outBias[1] ?? 0) - (outBias[0] ?? 0);
  for (let unit = 0; unit < HIDDEN; unit += 1) {
    let sum = bias[unit] ?? 0;
    for (let index = 0; index < x.length; index += 1) sum += (x[index] ?? 0) * (into[index * HIDDEN + unit] ?? 0);
    logit += Math.tanh(sum) * ((out[2 * unit + 1] ?? 0) - (out[2 * unit] ?? 0));
  }
  return logit;
}

/** How a classifier is kept from learning by heart. */
export interface ClassifierRestraint {
  /** Share of hidden units that are silenced at each step; half as many features are. */
  readonly dropout: number;
  /** Pulls weights to zero: their squares times half of this are part of the loss. */
  readonly decay: number;
}

/** The mean loss of windows in nats (without the decay's part), and how the whole loss changes with each weight. */
export function batchGradients(
  weights: Weights,
  batch: readonly Pick<WeighedWindow, 'features' | 'genre'>[],
  restraint: ClassifierRestraint & { readonly random: Random },
): { readonly nats: number; readonly gradients: Rows } {
  const { dropout, decay, random } = restraint;
  const kept = (rate: number): number => (random() < rate ? 0 : 1 / (1 - rate));
  const rows = batch.flatMap(({ features }) =>
    [...standardised(weights, features)].map((value) => value * kept(dropout / 2)),
  );
  const mask = Float32Array.from({ length: batch.length * HIDDEN }, () => kept(dropout));
  return withoutTensors(() => {
    const x = tf.tensor2d(rows, [batch.length, FEATURE_NAMES.length]);
    const silence = tf.tensor2d(mask, [batch.length, HIDDEN]);
    const genres = tf.tensor1d(
      batch.map(({ genre }) => GENRES.indexOf(genre)),
      'int32',
    );
    const shares = tf.tensor1d(batch.map(() => 1 / batch.length));
    const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
      const [into, bias, out, outBias] = tensors as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const hidden = tf.mul<tf.Tensor2D>(tanh(dense(x, into, bias)), silence);
      return crossEntropy(dense(hidden, out, outBias), genres, shares);
    };
    const { value, grads } = tf.valueAndGrads(loss)(
      LEARNT.map(({ name, shape }) => tf.tensor2d(rowOf(weights, name), [...shape])),
    );
    const gradients = LEARNT.map(({ name }, index) => {
      const gradient = Float32Array.from(grads[index]?.dataSync<'float32'>() ?? []);
      if (!name.endsWith('/bias')) {
        const own = rowOf(weights, name);
        gradient.forEach((_, at) => (gradient[at] = (gradient[at] ?? 0) + decay * (own[at] ?? 0)));
      }
      return [name, gradient] as const;
    });
    return { nats: value.dataSync()[0] ?? Number.NaN, gradients: new Map(gradients) };
  });
}

/** By way of the sigmoid, which is many times faster on wasm than tfjs' own. */
function tanh(x: tf.Tensor): tf.Tensor {
  return tf.sub(tf.mul(tf.sigmoid(tf.mul(x, 2)), 2), 1);
}

function standardised(weights: Weights, features: Float32Array): Float32Array {
  const mean = rowOf(weights, 'feature/mean');
  const deviation = rowOf(weights, 'feature/deviation');
  return features.map((value, index) => {
    const from = (value - (mean[index] ?? 0)) / (deviation[index] ?? 1);
    return Math.min(FAR, Math.max(-FAR, from));
  });
}

function rowOf(weights: Weights, name: string): Float32Array {
  const row = weights.get(name);
  if (row === undefined) throw new RangeError(`no weights ${name}`);
  return row;
}
