/** Parameters or gradients, all in one row each, by name. */
export type Rows = ReadonlyMap<string, Float32Array>;

/** Adam's memory: how many steps were made, and the running moments of each gradient. */
export interface AdamState {
  steps: number;
  readonly mean: Rows;
  readonly square: Rows;
}

const BETA_MEAN = 0.9;
const BETA_SQUARE = 0.999;
const EPSILON = 1e-8;

/** A fresh memory for parameters. */
export function adamState(parameters: Rows): AdamState {
  const zeros = (): Rows => new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
  return { steps: 0, mean: zeros(), square: zeros() };
}

/**
 * One step of Adam (Kingma and Ba 2015, with their constants) on parameters and memory, both in place. The gradient as a whole is
 * first shortened to a length of at most `clip`. Returns the length that it had.
 */
export function adamStep(parameters: Rows, gradients: Rows, state: AdamState, rate: number, clip: number): number {
  let squares = 0;
  for (const gradient of gradients.values()) for (const value of gradient) squares += value * value;
  const length = Math.sqrt(squares);
  const scale = length > clip ? clip / length : 1;
  state.steps += 1;
  const correctMean = 1 / (1 - BETA_MEAN ** state.steps);
  const correctSquare = 1 / (1 - BETA_SQUARE ** state.steps);
  for (const [name, gradient] of gradients) {
    const values = parameters.get(name);
    const mean = state.mean.get(name);
    const square = state.square.get(name);
    if (values === undefined || mean === undefined || square === undefined) throw new RangeError(`no weights ${name}`);
    for (let index = 0; index < gradient.length; index += 1) {
      const g = (gradient[index] ?? 0) * scale;
      const m = BETA_MEAN * (mean[index] ?? 0) + (1 - BETA_MEAN) * g;
      const s = BETA_SQUARE * (square[index] ?? 0) + (1 - BETA_SQUARE) * g * g;
      mean[index] = m;
      square[index] = s;
      values[index] = (values[index] ?? 0) - (rate * m * correctMean) / (Math.sqrt(s * correctSquare) + EPSILON);
    }
  }
  return length;
}

/** A learning rate that falls from `peak` to a twentieth of it along half a cosine; `progress` goes from 0 to 1. */
export function cosineRate(peak: number, progress: number): number {
  const share = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  return peak * (0.05 + 0.95 * share);
}
