import * as tf from '@tensorflow/tfjs';

/** The weights of an LSTM layer; columns are the input, forget, cell and output gates. */
export interface LstmWeights {
  /** `[inputs, 4 * hidden]` */
  readonly input: tf.Tensor2D;
  /** `[hidden, 4 * hidden]` */
  readonly recurrent: tf.Tensor2D;
  /** `[1, 4 * hidden]` */
  readonly bias: tf.Tensor2D;
}

/** What an LSTM layer remembers between two stretches of a sequence: `[lanes, hidden]` each. */
export interface LstmState {
  readonly hidden: tf.Tensor2D;
  readonly cell: tf.Tensor2D;
}

/** What an LSTM layer gives for a stretch. */
export interface LstmOutput {
  /** `[steps * lanes, hidden]`, one step after the other. */
  readonly outputs: tf.Tensor2D;
  readonly state: LstmState;
}

/**
 * An LSTM layer over `steps` steps (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) of `x`
 * `[steps * lanes, inputs]`, one step after the other, from a state. The whole layer is one operation with a gradient written out by hand
 * (back-propagation through time with the big products taken over all steps at once): many times faster than thousands of recorded
 * small operations. The gradient is cut at the initial state, and the state that comes out has none.
 */
export function lstmLayer(x: tf.Tensor2D, weights: LstmWeights, initial: LstmState, steps: number): LstmOutput {
  const [lanes, hidden] = initial.hidden.shape;
  const packed = tf.customGrad<tf.Tensor2D>((...inputs) => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [xIn, input, recurrent, bias] = inputs as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    // tanh(z) = 2 sigmoid(2 z) - 1: with the cell columns doubled all four gates are one sigmoid (tf.tanh is slow on wasm).
    const doubling = cellColumns(hidden, 2, 1);
    const scaledInput = tf.mul(input, doubling);
    const scaledRecurrent = tf.mul<tf.Tensor2D>(recurrent, doubling);
    const drives = tf.split(tf.add(tf.matMul(xIn, scaledInput as tf.Tensor2D), tf.mul(bias, doubling)), steps, 0);
    let h = initial.hidden;
    let c = initial.cell;
    const gatesByStep: tf.Tensor2D[] = [];
    const cells: tf.Tensor2D[] = [initial.cell];
    const squashed: tf.Tensor2D[] = [];
    const outputs: tf.Tensor2D[] = [];
    for (const drive of drives) {
      const gates = tf.sigmoid<tf.Tensor2D>(tf.add(drive, tf.matMul(h, scaledRecurrent)));
      const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      c = tf.add(tf.mul(f, c), tf.mul(i, fromSigmoid(g)));
      const squashedCell = tanh(c);
      h = tf.mul(o, squashedCell);
      gatesByStep.push(gates);
      cells.push(c);
      squashed.push(squashedCell);
      outputs.push(h);
    }
    const value = tf.concat2d([...outputs, c], 0);
    save([
      xIn,
      scaledInput,
      scaledRecurrent,
      value,
      tf.concat(gatesByStep, 0),
      tf.concat(cells, 0),
      tf.concat(squashed, 0),
      initial.hidden,
    ]);
    const gradFunc = (dy: tf.Tensor2D, saved: tf.Tensor[]) => backward(dy, saved as tf.Tensor2D[], steps);
    return { value, gradFunc };
  })(x, weights.input, weights.recurrent, weights.bias);
  const rows = steps * lanes;
  return {
    outputs: tf.slice(packed, [0, 0], [rows, hidden]),
    state: {
      hidden: tf.slice(packed, [rows - lanes, 0], [lanes, hidden]),
      cell: tf.slice(packed, [rows, 0], [lanes, hidden]),
    },
  };
}

/** Gradients for x, input, recurrent and bias. Names with `Rate` are derivatives; d is short for "derivative of the loss by". */
function backward(dy: tf.Tensor2D, saved: readonly tf.Tensor2D[], steps: number): tf.Tensor[] {
  const [x, scaledInput, scaledRecurrent, value, gates, cells, squashed, initialHidden] = saved as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const [lanes, hidden] = initialHidden.shape;
  const rows = steps * lanes;
  const byStep = (tensor: tf.Tensor2D): tf.Tensor2D[] => tf.split(tensor, steps, 0);
  const [iAll, fAll, gAll, oAll] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const gateRates = byStep(tf.sub(gates, tf.square(gates)));
  const cellRates = byStep(tf.mul(oAll, tf.sub(1, tf.square(squashed))));
  const candidates = byStep(fromSigmoid(gAll));
  const doubledI = byStep(tf.mul(iAll, 2));
  const forgets = byStep(fAll);
  const squashedByStep = byStep(squashed);
  const cellsBefore = byStep(tf.slice(cells, [0, 0], [rows, hidden]));
  const dOutputs = byStep(tf.slice(dy, [0, 0], [rows, hidden]));
  const recurrentBack = tf.transpose(scaledRecurrent);
  const dDrives = new Array<tf.Tensor2D>(steps);
  let dh = at(dOutputs, steps - 1);
  let dc = tf.zeros<tf.Rank.R2>([lanes, hidden]);
  for (let step = steps - 1; step >= 0; step -= 1) {
    dc = tf.add(dc, tf.mul(dh, at(cellRates, step)));
    const dGates = tf.concat2d(
      [
        tf.mul(dc, at(candidates, step)),
        tf.mul(dc, at(cellsBefore, step)),
        tf.mul(dc, at(doubledI, step)),
        tf.mul(dh, at(squashedByStep, step)),
      ],
      1,
    );
    const dDrive = tf.mul<tf.Tensor2D>(dGates, at(gateRates, step));
    dDrives[step] = dDrive;
    if (step > 0) {
      dc = tf.mul(dc, at(forgets, step));
      dh = tf.add(at(dOutputs, step - 1), tf.matMul(dDrive, recurrentBack));
    }
  }
  const dAll = tf.concat2d(dDrives, 0);
  const before = tf.concat2d([initialHidden, tf.slice(value, [0, 0], [rows - lanes, hidden])], 0);
  const doubling = cellColumns(hidden, 2, 1);
  return [
    tf.matMul(dAll, tf.transpose(scaledInput)),
    tf.mul(tf.matMul(tf.transpose(x), dAll), doubling),
    tf.mul(tf.matMul(tf.transpose(before), dAll), doubling),
    tf.mul(tf.sum(dAll, 0, true), doubling),
  ];
}

/** A row with one value over the cell gate's columns and another over the rest. */
function cellColumns(hidden: number, cell: number, others: number): tf.Tensor2D {
  const row = new Float32Array(4 * hidden).fill(others).fill(cell, 2 * hidden, 3 * hidden);
  return tf.tensor2d(row, [1, 4 * hidden]);
}

function fromSigmoid(sigmoid: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(tf.mul(sigmoid, 2), 1);
}

function tanh(x: tf.Tensor2D): tf.Tensor2D {
  return fromSigmoid(tf.sigmoid(tf.mul(x, 2)));
}

function at(tensors: readonly tf.Tensor2D[], step: number): tf.Tensor2D {
  const tensor = tensors[step];
  if (tensor === undefined) throw new RangeError(`no step ${step}`);
  return tensor;
}
