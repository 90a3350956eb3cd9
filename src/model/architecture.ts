import type { Random } from '../random/index.ts';

/** A categorical input: each of its `size` values has an embedding of `width` numbers. */
export interface InputField {
  readonly name: string;
  readonly size: number;
  readonly width: number;
}

/** A categorical output. */
export interface Head {
  readonly name: string;
  readonly size: number;
  /** The input whose embedding tells the later heads what this one chose; its first `size` values mean the same. */
  readonly feeds: string;
}

/**
 * A network: the embeddings of all inputs side by side, LSTM layers, and the heads in a chain (the second sees what the first
 * chose), so that pitch, duration and velocity of one note belong together.
 */
export interface Architecture {
  readonly inputs: readonly InputField[];
  readonly layers: number;
  readonly hidden: number;
  readonly heads: readonly Head[];
}

/** A tensor of weights by its name: `embed/pitch`, `lstm0/input`, `head/pitch/bias`. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly [number, number];
}

/** The weights of a network, row-major, by name. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** All weights of an architecture, in the order of their file. Biases are rows; the LSTM's columns are input, forget, cell, output gates. */
export function weightSpecs(architecture: Architecture): readonly WeightSpec[] {
  const { inputs, layers, hidden, heads } = architecture;
  const specs: WeightSpec[] = inputs.map(({ name, size, width }) => ({ name: `embed/${name}`, shape: [size, width] }));
  let below = inputs.reduce((sum, { width }) => sum + width, 0);
  for (let layer = 0; layer < layers; layer += 1) {
    specs.push({ name: `lstm${layer}/input`, shape: [below, 4 * hidden] });
    specs.push({ name: `lstm${layer}/recurrent`, shape: [hidden, 4 * hidden] });
    specs.push({ name: `lstm${layer}/bias`, shape: [1, 4 * hidden] });
    below = hidden;
  }
  let seen = hidden;
  for (const { name, size, feeds } of heads) {
    specs.push({ name: `head/${name}/weights`, shape: [seen, size] }, { name: `head/${name}/bias`, shape: [1, size] });
    seen += inputs.find((input) => input.name === feeds)?.width ?? 0;
  }
  return specs;
}

/** How many numbers a network has learnt. */
export function parameterCount(architecture: Architecture): number {
  return weightSpecs(architecture).reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
}

/**
 * Weights to start from: uniform after Glorot and Bengio (2010), embeddings small, biases 0 but for the forget gates' 1, which lets
 * memory through from the start (Jozefowicz et al. 2015).
 */
export function initialWeights(architecture: Architecture, random: Random): Weights {
  return new Map(
    weightSpecs(architecture).map(({ name, shape: [rows, columns] }) => {
      const values = new Float32Array(rows * columns);
      if (name.endsWith('/bias')) {
        if (name.startsWith('lstm')) values.fill(1, columns / 4, columns / 2);
      } else {
        const limit = name.startsWith('embed/') ? 0.1 : Math.sqrt(6 / (rows + columns));
        for (let index = 0; index < values.length; index += 1) values[index] = (2 * random() - 1) * limit;
      }
      return [name, values];
    }),
  );
}
