import * as tf from '@tensorflow/tfjs';

import { weightSpecs, type Architecture, type Weights } from './architecture.ts';
import { blankState, type CarriedState } from './network-loss.ts';
import { withoutTensors } from './tensor-scope.ts';

/** Picks a head's answer from its logits. */
export type Choose = (head: string, logits: Float32Array) => number;

/** One of the ways a network hears the music so far. */
export interface PlayerBranch {
  /** A value for each input. */
  readonly inputs: readonly number[];
  readonly state: CarriedState;
  readonly weight: number;
}

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
    const { tokens, states } = this.stepTogether([{ inputs, state, weight: 1 }], choose);
    return { tokens, state: states[0] ?? state };
  }

  /**
   * One step of several branches that hear the same music but for some inputs, and answer as one: the logits that are chosen from are
   * the sum of theirs by weight (a geometric mean of their probabilities, when the weights sum to 1).
   */
  stepTogether(
    branches: readonly PlayerBranch[],
    choose: Choose,
  ): { readonly tokens: readonly number[]; readonly states: readonly CarriedState[] } {
    return withoutTensors(() => {
      const played = branches.map(({ inputs, state }) => this.#listen(inputs, state));
      let tops = played.map(({ top }) => top);
      const tokens = this.#architecture.heads.map(({ name, feeds }) => {
        const sum = new Float32Array(this.#tensor(`head/${name}/bias`).size);
        tops.forEach((top, index) => {
          const weight = branches[index]?.weight ?? 0;
          const logits = tf.add(
            tf.matMul(top, this.#tensor(`head/${name}/weights`)),
            this.#tensor(`head/${name}/bias`),
          );
          logits.dataSync<'float32'>().forEach((logit, place) => (sum[place] = (sum[place] ?? 0) + weight * logit));
        });
        const token = choose(name, sum);
        const chosen = this.#row([this.#embedding(feeds, token)]);
        tops = tops.map((top) => tf.concat2d([top, chosen], 1));
        return token;
      });
      return { tokens, states: played.map(({ state }) => state) };
    });
  }

  /** Runs the layers; gives what the heads hear, and the memory after it. */
  #listen(inputs: readonly number[], state: CarriedState): { readonly top: tf.Tensor2D; readonly state: CarriedState } {
    const { hidden } = this.#architecture;
    let x = this.#row(this.#architecture.inputs.map(({ name }, field) => this.#embedding(name, inputs[field] ?? 0)));
    const after = state.map((memory, layer) => {
      const h = tf.tensor2d(memory.hidden, [1, hidden]);
      const c = tf.tensor2d(memory.cell, [1, hidden]);
      const drive = tf.add(
        tf.add(tf.matMul(x, this.#tensor(`lstm${layer}/input`)), tf.matMul(h, this.#tensor(`lstm${layer}/recurrent`))),
        this.#tensor(`lstm${layer}/bias`),
      );
      const [i, f, g, o] = tf.split(drive, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const cell = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      x = tf.mul(tf.sigmoid(o), tf.tanh(cell));
      return { hidden: x.dataSync<'float32'>().slice(), cell: cell.dataSync<'float32'>().slice() };
    });
    return { top: x, state: after };
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
