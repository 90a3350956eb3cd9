import * as tf from '@tensorflow/tfjs';

import { weightSpecs, type Architecture, type Weights } from './architecture.ts';
import { blankState, type CarriedState } from './network-loss.ts';
import { withoutTensors } from './tensor-scope.ts';

/** Picks a head's answer from its logits. */
export type Choose = (head: string, logits: Float32Array) => number;

/**
 * A trained network, ready to answer step by step. Its weights stay in the backend's memory until `dispose`; it keeps no state of
 * its own, so that one player can play many songs at once.
 */
export class NetworkPlayer {
  readonly #architecture: Architecture;
  readonly #weights: Weights;
  readonly #tensors: ReadonlyMap<string, tf.Tensor2D>;

  constructor(architecture: Architecture, weights: Weights) {
    this.#architecture = architecture;
    this.#weights = weights;
    const uploaded = weightSpecs(architecture).filter(({ name }) => !name.startsWith('embed/'));
    this.#tensors = new Map(
      uploaded.map(({ name, shape }) => [name, tf.keep(tf.tensor2d(this.#numbers(name), [...shape]))]),
    );
  }

  /** The memory before the first step. */
  begin(): CarriedState {
    return blankState(this.#architecture, 1);
  }

  /**
   * One step: a value for each input, the memory so far, and who chooses. The heads are asked in order, each one knowing what those
   * before it chose. Leaves no tensor behind.
   */
  step(
    inputs: readonly number[],
    state: CarriedState,
    choose: Choose,
  ): { readonly tokens: readonly number[]; readonly state: CarriedState } {
    return withoutTensors(() => {
      const { hidden, heads } = this.#architecture;
      let x = this.#row(this.#architecture.inputs.map(({ name }, field) => this.#embedding(name, inputs[field] ?? 0)));
      const after = state.map((memory, layer) => {
        const h = tf.tensor2d(memory.hidden, [1, hidden]);
        const c = tf.tensor2d(memory.cell, [1, hidden]);
        const drive = tf.add(
          tf.add(
            tf.matMul(x, this.#tensor(`lstm${layer}/input`)),
            tf.matMul(h, this.#tensor(`lstm${layer}/recurrent`)),
          ),
          this.#tensor(`lstm${layer}/bias`),
        );
        const [i, f, g, o] = tf.split(drive, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        const cell = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
        x = tf.mul(tf.sigmoid(o), tf.tanh(cell));
        return { hidden: x.dataSync<'float32'>().slice(), cell: cell.dataSync<'float32'>().slice() };
      });
      const tokens = heads.map(({ name, feeds }) => {
        const logits = tf.add(tf.matMul(x, this.#tensor(`head/${name}/weights`)), this.#tensor(`head/${name}/bias`));
        const token = choose(name, logits.dataSync<'float32'>());
        x = tf.concat2d([x, this.#row([this.#embedding(feeds, token)])], 1);
        return token;
      });
      return { tokens, state: after };
    });
  }

  /** Frees the weights' memory in the backend. */
  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
  }

  #embedding(field: string, token: number): Float32Array {
    const width = this.#architecture.inputs.find(({ name }) => name === field)?.width ?? 0;
    return this.#numbers(`embed/${field}`).subarray(token * width, (token + 1) * width);
  }

  #row(parts: readonly Float32Array[]): tf.Tensor2D {
    const row = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      row.set(part, offset);
      offset += part.length;
    }
    return tf.tensor2d(row, [1, row.length]);
  }

  #numbers(name: string): Float32Array {
    const values = this.#weights.get(name);
    if (values === undefined) throw new RangeError(`no weights ${name}`);
    return values;
  }

  #tensor(name: string): tf.Tensor2D {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new RangeError(`no weights ${name}`);
    return tensor;
  }
}
