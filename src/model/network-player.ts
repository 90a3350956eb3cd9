import { weightSpecs, type Architecture, type Weights } from './architecture.ts';
import { blankState, type CarriedState } from './network-loss.ts';

/** Picks a head's answer from its logits, which it may change before. */
export type Choose = (head: string, logits: Float32Array) => number;

/** One of the ways to hear the music so far. */
export interface PlayerBranch {
  /** Who hears it: a network of the same architecture; the one that is asked when not given. */
  readonly player?: NetworkPlayer | undefined;
  /** A value for each input. */
  readonly inputs: readonly number[];
  readonly state: CarriedState;
  readonly weight: number;
}

/**
 * A trained network, ready to answer step by step. It keeps no state of its own, so that one player can play many songs at once.
 *
 * It computes in plain numbers, without tfjs: a single step is so little work that calling a backend some sixty times for it would
 * cost several times the work itself. What each value of each input adds to the first layer is multiplied out beforehand.
 */
export class NetworkPlayer {
  readonly #architecture: Architecture;
  readonly #weights: Weights;
  /** For each input, a row of the first layer's gates for each of its values. */
  readonly #drives: readonly Float32Array[];
  /** What the gates of one layer hear in a step; overwritten by the next layer. */
  readonly #gates: Float32Array;

  constructor(architecture: Architecture, weights: Weights) {
    for (const { name } of weightSpecs(architecture)) {
      if (!weights.has(name)) throw new RangeError(`no weights ${name}`);
    }
    this.#architecture = architecture;
    this.#weights = weights;
    const gates = 4 * architecture.hidden;
    this.#gates = new Float32Array(gates);
    let row = 0;
    this.#drives = architecture.inputs.map(({ name, size, width }) => {
      const own = this.#numbers('lstm0/input').subarray(row * gates, (row + width) * gates);
      row += width;
      const table = this.#numbers(`embed/${name}`);
      const drives = new Float32Array(size * gates);
      for (let value = 0; value < size; value += 1) {
        const drive = drives.subarray(value * gates, (value + 1) * gates);
        addProduct(drive, table.subarray(value * width, (value + 1) * width), own);
      }
      return drives;
    });
  }

  /** The memory before the first step. */
  begin(): CarriedState {
    return blankState(this.#architecture, 1);
  }

  /**
   * One step: a value for each input, the memory so far, and who chooses. The heads are asked in order, each one knowing what those
   * before it chose.
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
   * One step of several branches that hear the same music but for some inputs, or by another network, and answer as one: the logits that
   * are chosen from are the sum of theirs by weight (a geometric mean of their probabilities, when the weights sum to 1).
   */
  stepTogether(
    branches: readonly PlayerBranch[],
    choose: Choose,
  ): { readonly tokens: readonly number[]; readonly states: readonly CarriedState[] } {
    const players = branches.map(({ player = this }) => player);
    const states = branches.map(({ inputs, state }, index) => (players[index] ?? this).#listen(inputs, state));
    // What the heads hear of each branch: the top layer, then the embedding of each answer.
    const heard = states.map((state) => [...(state.at(-1)?.hidden ?? [])]);
    const tokens = this.#architecture.heads.map(({ name, size, feeds }) => {
      const sum = new Float32Array(size);
      heard.forEach((numbers, index) => {
        const weight = branches[index]?.weight ?? 0;
        if (weight === 0) return;
        const player = players[index] ?? this;
        const logits = Float32Array.from(player.#numbers(`head/${name}/bias`));
        addProduct(logits, numbers, player.#numbers(`head/${name}/weights`));
        for (let place = 0; place < size; place += 1) sum[place] = (sum[place] ?? 0) + weight * (logits[place] ?? 0);
      });
      const token = choose(name, sum);
      heard.forEach((numbers, index) => numbers.push(...(players[index] ?? this).#embedding(feeds, token)));
      return token;
    });
    return { tokens, states };
  }

  /** Runs the layers; gives the memory after it. */
  #listen(inputs: readonly number[], state: CarriedState): CarriedState {
    const { hidden } = this.#architecture;
    const gates = 4 * hidden;
    let below: Float32Array | undefined;
    return state.map((before, layer) => {
      const drive = this.#gates;
      drive.set(this.#numbers(`lstm${layer}/bias`));
      if (below === undefined) {
        this.#drives.forEach((drives, field) => {
          const from = (inputs[field] ?? 0) * gates;
          for (let gate = 0; gate < gates; gate += 1) drive[gate] = (drive[gate] ?? 0) + (drives[from + gate] ?? 0);
        });
      } else addProduct(drive, below, this.#numbers(`lstm${layer}/input`));
      addProduct(drive, before.hidden, this.#numbers(`lstm${layer}/recurrent`));
      const after = { hidden: new Float32Array(hidden), cell: new Float32Array(hidden) };
      for (let unit = 0; unit < hidden; unit += 1) {
        const at = (gate: number): number => drive[gate * hidden + unit] ?? 0;
        const cell = sigmoid(at(1)) * (before.cell[unit] ?? 0) + sigmoid(at(0)) * Math.tanh(at(2));
        after.cell[unit] = cell;
        after.hidden[unit] = sigmoid(at(3)) * Math.tanh(cell);
      }
      below = after.hidden;
      return after;
    });
  }

  #embedding(field: string, token: number): Float32Array {
    const width = this.#architecture.inputs.find(({ name }) => name === field)?.width ?? 0;
    return this.#numbers(`embed/${field}`).subarray(token * width, (token + 1) * width);
  }

  #numbers(name: string): Float32Array {
    return this.#weights.get(name) ?? new Float32Array();
  }
}

/** Adds to `out` `[n]`, in place, the product of a row `[m]` and a matrix `[m, n]`, row-major. */
function addProduct(out: Float32Array, row: ArrayLike<number>, matrix: Float32Array): void {
  const columns = out.length;
  for (let index = 0; index < row.length; index += 1) {
    const factor = row[index] ?? 0;
    const from = index * columns;
    for (let column = 0; column < columns; column += 1) {
      out[column] = (out[column] ?? 0) + factor * (matrix[from + column] ?? 0);
    }
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
