import * as tf from '@tensorflow/tfjs';

import type { Random } from '../random/index.ts';
import { weightSpecs, type Architecture, type Weights } from './architecture.ts';
import { crossEntropy, dense, embed } from './layers.ts';
import { lstmLayer, type LstmState } from './lstm-layer.ts';
import { withoutTensors } from './tensor-scope.ts';
import type { LaneChunk } from './token-sequence.ts';

/** The memory of all layers, in plain numbers: `[lanes, hidden]` each, row-major. */
export type CarriedState = readonly { readonly hidden: Float32Array; readonly cell: Float32Array }[];

/** How wrong a network was on a chunk. */
export interface ChunkLoss {
  /** For each head the sum over the rows that are present, in nats. */
  readonly nats: readonly number[];
  readonly state: CarriedState;
}

/** A chunk's loss, and how it changes with each weight. */
export interface ChunkGradients extends ChunkLoss {
  /** Of the mean loss of a row (all heads together). */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** A memory of nothing, for a number of lanes. */
export function blankState(architecture: Architecture, lanes: number): CarriedState {
  return Array.from({ length: architecture.layers }, () => ({
    hidden: new Float32Array(lanes * architecture.hidden),
    cell: new Float32Array(lanes * architecture.hidden),
  }));
}

/** The loss on a chunk, without dropout. Leaves no tensor behind. */
export function chunkLoss(
  architecture: Architecture,
  weights: Weights,
  chunk: LaneChunk,
  state: CarriedState,
): ChunkLoss {
  return withoutTensors(() => {
    const specs = weightSpecs(architecture);
    const tensors = new Map(specs.map(({ name, shape }) => [name, tf.tensor2d(weightsOf(weights, name), [...shape])]));
    const { losses, states } = forward(architecture, tensors, chunk, state, undefined);
    return { nats: losses.map((loss) => scalar(loss) * chunk.count), state: states.map(download) };
  });
}

/** The loss on a chunk with dropout, and its gradients by back-propagation. Leaves no tensor behind. */
export function chunkGradients(
  architecture: Architecture,
  weights: Weights,
  chunk: LaneChunk,
  state: CarriedState,
  dropout: { readonly rate: number; readonly random: Random },
): ChunkGradients {
  return withoutTensors(() => {
    const specs = weightSpecs(architecture);
    let nats: readonly number[] = [];
    let carried: CarriedState = [];
    const total = (...tensors: tf.Tensor[]): tf.Scalar => {
      const byName = new Map(specs.map(({ name }, index) => [name, tensors[index] as tf.Tensor2D]));
      const { losses, states } = forward(architecture, byName, chunk, state, dropout);
      nats = losses.map((loss) => scalar(loss) * chunk.count);
      carried = states.map(download);
      return losses.reduce((sum, loss) => tf.add(sum, loss));
    };
    const { grads } = tf.valueAndGrads(total)(
      specs.map(({ name, shape }) => tf.tensor2d(weightsOf(weights, name), [...shape])),
    );
    const gradients = new Map(
      specs.map(({ name }, index) => [name, grads[index]?.dataSync<'float32'>() ?? new Float32Array()]),
    );
    return { nats, state: carried, gradients };
  });
}

/** Each head's mean loss over the rows that are present. */
function forward(
  architecture: Architecture,
  weights: ReadonlyMap<string, tf.Tensor2D>,
  chunk: LaneChunk,
  carried: CarriedState,
  dropout: { readonly rate: number; readonly random: Random } | undefined,
): { readonly losses: readonly tf.Scalar[]; readonly states: readonly LstmState[] } {
  const { inputs, layers, hidden, heads } = architecture;
  const weight = (name: string): tf.Tensor2D => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new RangeError(`no weights ${name}`);
    return tensor;
  };
  const lanes = chunk.fresh.length;
  const steps = chunk.present.length / lanes;
  const ids = (row: Int32Array | undefined): tf.Tensor1D => tf.tensor1d(row ?? new Int32Array(), 'int32');
  let x: tf.Tensor2D = tf.concat2d(
    inputs.map(({ name }, index) => embed(weight(`embed/${name}`), ids(chunk.inputs[index]))),
    1,
  );
  const states: LstmState[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const from = carried[layer];
    const initial = {
      hidden: upload(from?.hidden, chunk.fresh, hidden),
      cell: upload(from?.cell, chunk.fresh, hidden),
    };
    const lstm = {
      input: weight(`lstm${layer}/input`),
      recurrent: weight(`lstm${layer}/recurrent`),
      bias: weight(`lstm${layer}/bias`),
    };
    const { outputs, state } = lstmLayer(x, lstm, initial, steps);
    states.push(state);
    x = dropout === undefined ? outputs : tf.mul(outputs, dropoutMask(outputs.shape, dropout.rate, dropout.random));
  }
  const shares = tf.tensor1d(chunk.present.map((present) => present / Math.max(1, chunk.count)));
  const losses = heads.map(({ name, feeds }, index) => {
    const targets = ids(chunk.targets[index]);
    const logits = dense(x, weight(`head/${name}/weights`), weight(`head/${name}/bias`));
    x = tf.concat2d([x, embed(weight(`embed/${feeds}`), targets)], 1);
    return crossEntropy(logits, targets, shares);
  });
  return { losses, states };
}

function weightsOf(weights: Weights, name: string): Float32Array {
  const values = weights.get(name);
  if (values === undefined) throw new RangeError(`no weights ${name}`);
  return values;
}

function scalar(tensor: tf.Scalar): number {
  return tensor.dataSync()[0] ?? Number.NaN;
}

/** A carried memory as a tensor, blank in the lanes where a new sequence begins. */
function upload(values: Float32Array | undefined, fresh: readonly boolean[], hidden: number): tf.Tensor2D {
  const own = values === undefined ? new Float32Array(fresh.length * hidden) : Float32Array.from(values);
  fresh.forEach((isFresh, lane) => {
    if (isFresh) own.fill(0, lane * hidden, (lane + 1) * hidden);
  });
  return tf.tensor2d(own, [fresh.length, hidden]);
}

function download(state: LstmState): CarriedState[number] {
  return { hidden: state.hidden.dataSync<'float32'>(), cell: state.cell.dataSync<'float32'>() };
}

/** Keeps each number with probability `1 - rate`, made larger so that the mean stays. */
function dropoutMask([rows, columns]: [number, number], rate: number, random: Random): tf.Tensor2D {
  const mask = new Float32Array(rows * columns);
  for (let index = 0; index < mask.length; index += 1) mask[index] = random() < rate ? 0 : 1 / (1 - rate);
  return tf.tensor2d(mask, [rows, columns]);
}
