import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { chooseBackend } from '../../src/model/backend.ts';
import { crossEntropy, dense, embed } from '../../src/model/layers.ts';
import { lstmLayer, type LstmState, type LstmWeights } from '../../src/model/lstm-layer.ts';
import { seededRandom } from '../../src/random/index.ts';

const random = seededRandom(3);
function noise(rows: number, columns: number): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => 2 * random() - 1),
    [rows, columns],
  );
}

/** The textbook LSTM in recorded small operations, for tfjs to differentiate. */
function textbookLstm(x: tf.Tensor2D, weights: LstmWeights, initial: LstmState, steps: number): tf.Tensor2D {
  let { hidden, cell } = initial;
  const outputs = tf.split(x, steps, 0).map((row) => {
    const drive = tf.add(tf.add(tf.matMul(row, weights.input), tf.matMul(hidden, weights.recurrent)), weights.bias);
    const [i, f, g, o] = tf.split(drive, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    cell = tf.add(tf.mul(tf.sigmoid(f), cell), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    hidden = tf.mul(tf.sigmoid(o), tf.tanh(cell));
    return hidden;
  });
  return tf.concat2d(outputs, 0);
}

function largestDifference(left: readonly tf.Tensor[], right: readonly tf.Tensor[]): number {
  return Math.max(
    ...left.map((tensor, index) => tf.max(tf.abs(tf.sub(tensor, right[index] as tf.Tensor))).dataSync()[0] ?? NaN),
  );
}

describe.each(['wasm', 'cpu'])('layers on %s', (backend) => {
  beforeAll(async () => {
    await chooseBackend({ backend });
  });

  it('give the outputs and gradients of the textbook LSTM', () => {
    const [lanes, steps, inputs, hidden] = [3, 7, 5, 4];
    const x = noise(steps * lanes, inputs);
    const input = noise(inputs, 4 * hidden);
    const recurrent = noise(hidden, 4 * hidden);
    const bias = noise(1, 4 * hidden);
    const initial = { hidden: noise(lanes, hidden), cell: noise(lanes, hidden) };
    const weighting = noise(steps * lanes, hidden);
    const run = (layer: (x: tf.Tensor2D, weights: LstmWeights) => tf.Tensor2D) =>
      tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const [a, b, c, d] = tensors as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        return tf.sum<tf.Scalar>(tf.mul(layer(a, { input: b, recurrent: c, bias: d }), weighting));
      })([x, input, recurrent, bias]);
    const ours = run((a, weights) => lstmLayer(a, weights, initial, steps).outputs);
    // tfjs' own gradients need kernels that wasm lacks, so they are taken on the CPU backend.
    const reference = run((a, weights) => textbookLstm(a, weights, initial, steps));
    expect(largestDifference([ours.value], [reference.value])).toBeLessThan(1e-4);
    expect(largestDifference(ours.grads, reference.grads)).toBeLessThan(1e-4);
  });

  it('carry a state: two halves of a sequence are the whole', () => {
    const [lanes, steps, inputs, hidden] = [2, 6, 3, 4];
    const x = noise(steps * lanes, inputs);
    const weights = { input: noise(inputs, 16), recurrent: noise(hidden, 16), bias: noise(1, 16) };
    const blank = { hidden: tf.zeros<tf.Rank.R2>([lanes, hidden]), cell: tf.zeros<tf.Rank.R2>([lanes, hidden]) };
    const whole = lstmLayer(x, weights, blank, steps);
    const half = (steps / 2) * lanes;
    const first = lstmLayer(tf.slice(x, [0, 0], [half, inputs]), weights, blank, steps / 2);
    const second = lstmLayer(tf.slice(x, [half, 0], [half, inputs]), weights, first.state, steps / 2);
    expect(largestDifference([tf.concat2d([first.outputs, second.outputs], 0)], [whole.outputs])).toBeLessThan(1e-6);
  });

  it('embed, multiply and compare with the gradients that tfjs finds itself', () => {
    const table = noise(6, 3);
    const weights = noise(3, 5);
    const bias = noise(1, 5);
    const ids = tf.tensor1d([0, 5, 2, 2, 1], 'int32');
    const targets = tf.tensor1d([1, 4, 0, 0, 3], 'int32');
    const shares = tf.tensor1d([0.25, 0.25, 0.25, 0.25, 0]);
    const gradients = (loss: (a: tf.Tensor2D, b: tf.Tensor2D, c: tf.Tensor2D) => tf.Scalar) =>
      tf.valueAndGrads((...tensors: tf.Tensor[]) => loss(...(tensors as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D])))([
        table,
        weights,
        bias,
      ]);
    const ours = gradients((a, b, c) => crossEntropy(dense(embed(a, ids), b, c), targets, shares));
    const reference = gradients((a, b, c) => {
      const rows = tf.matMul(tf.cast(tf.oneHot(ids, 6), 'float32'), a);
      const logP = tf.logSoftmax(tf.add(tf.matMul(rows, b), c));
      return tf.neg(tf.sum(tf.mul(tf.mul(logP, tf.oneHot(targets, 5)), tf.expandDims(shares, 1))));
    });
    expect(largestDifference([ours.value], [reference.value])).toBeLessThan(1e-5);
    expect(largestDifference(ours.grads, reference.grads)).toBeLessThan(1e-5);
  });
});
