import { setImmediate } from 'node:timers/promises';

import { deriveSeed, seededRandom } from '../random/index.ts';
import { adamState, adamStep, cosineRate } from './adam.ts';
import { initialWeights, type Architecture, type Weights } from './architecture.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint, type EpochFacts } from './checkpoint.ts';
import { ModelError } from './model-error.ts';
import { blankState, chunkGradients, chunkLoss, type CarriedState } from './network-loss.ts';
import { laneChunks, shuffled, type TokenSequence } from './token-sequence.ts';

/** How a network learns. */
export interface Schedule {
  readonly seed: number;
  /** Passes over the training data; the learning rate falls along a cosine to the last one. */
  readonly epochs: number;
  /** Sequences side by side in one step, and how many steps back a gradient goes. */
  readonly lanes: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly dropout: number;
  /** Stops after so many epochs without a better held-out loss. */
  readonly patience: number;
}

/** How far a training is. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** 0 to 1, within the epoch. */
  readonly done: number;
  /** Bits per event so far in this epoch. */
  readonly trainLoss: number;
  /** The epochs behind. */
  readonly history: readonly EpochFacts[];
}

/** A training's surroundings. */
export interface TrainingOptions {
  readonly schedule: Schedule;
  /** Where the state is kept after each epoch; nowhere when not given. */
  readonly checkpoint?: string | undefined;
  /** Names the data, so that a checkpoint is not continued on other data. */
  readonly dataHash: string;
  /** Goes on from the checkpoint if there is one. */
  readonly resume: boolean;
  /** A trained network to begin with, named by `version`; random weights when not given. */
  readonly startFrom?: { readonly version: string; readonly weights: Weights } | undefined;
  /** No epoch begins after so many minutes; the best weights so far count. */
  readonly minutes?: number | undefined;
  /** Ends the training with its reason; the checkpoint of the last whole epoch stays. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** What a training gave: the weights of the best epoch by held-out loss. */
export interface Trained {
  readonly weights: Weights;
  readonly history: readonly EpochFacts[];
  readonly best: EpochFacts;
}

/** Gradients longer than this are shortened. */
const CLIP = 5;

/**
 * Trains a network on sequences with Adam and truncated back-propagation: each lane's state is carried from chunk to chunk.
 * The same input, seed and backend give the same weights, in one go or resumed.
 * Throws a ModelError when the loss is no number any more, or a checkpoint doesn't fit.
 */
export async function trainNetwork(
  architecture: Architecture,
  data: { readonly train: readonly TokenSequence[]; readonly heldOut: readonly TokenSequence[] },
  options: TrainingOptions,
): Promise<Trained> {
  const { schedule, now } = options;
  if (data.train.length === 0 || data.heldOut.length === 0) {
    throw new ModelError('too little music to train on: the training or the held-out part is empty');
  }
  const { checkpoint, startFrom } = options;
  const fingerprint = JSON.stringify({ architecture, schedule, data: options.dataHash, from: startFrom?.version });
  const resumed =
    options.resume && checkpoint !== undefined ? await readCheckpoint(checkpoint, fingerprint) : undefined;
  let state: Checkpoint =
    resumed ?? begin(startFrom?.weights ?? randomWeights(architecture, schedule.seed), fingerprint);
  const started = now();
  while (state.history.length < schedule.epochs && !isStuck(state.history, schedule.patience)) {
    if (options.minutes !== undefined && now() - started > options.minutes * 60_000) break;
    state = await trainEpoch(architecture, data, state, options);
    if (checkpoint !== undefined) await writeCheckpoint(checkpoint, state);
  }
  const best = bestEpoch(state.history);
  if (best === undefined) throw new ModelError('no epoch was trained: give it more minutes');
  return { weights: state.best, history: state.history, best };
}

/** A network's loss on sequences, in bits per event for each head. */
export async function measureLoss(
  architecture: Architecture,
  weights: Weights,
  sequences: readonly TokenSequence[],
  size: { readonly lanes: number; readonly steps: number },
  signal?: AbortSignal,
): Promise<readonly number[]> {
  let carried: CarriedState = blankState(architecture, size.lanes);
  const nats = architecture.heads.map(() => 0);
  let events = 0;
  for (const chunk of laneChunks(architecture, sequences, size.lanes, size.steps)) {
    await setImmediate();
    signal?.throwIfAborted();
    const loss = chunkLoss(architecture, weights, chunk, carried);
    carried = loss.state;
    loss.nats.forEach((value, head) => (nats[head] = (nats[head] ?? 0) + value));
    events += chunk.count;
  }
  return nats.map((value) => value / events / Math.LN2);
}

function randomWeights(architecture: Architecture, seed: number): Weights {
  return initialWeights(architecture, seededRandom(deriveSeed(seed, 'weights')));
}

function begin(weights: Weights, fingerprint: string): Checkpoint {
  return { fingerprint, history: [], weights, best: weights, adam: adamState(weights) };
}

async function trainEpoch(
  architecture: Architecture,
  data: { readonly train: readonly TokenSequence[]; readonly heldOut: readonly TokenSequence[] },
  state: Checkpoint,
  { schedule, signal, onProgress, now }: TrainingOptions,
): Promise<Checkpoint> {
  const started = now();
  const epoch = state.history.length + 1;
  const weights: Weights = new Map([...state.weights].map(([name, values]) => [name, Float32Array.from(values)]));
  const random = seededRandom(deriveSeed(schedule.seed, `dropout ${epoch}`));
  const order = shuffled(data.train, schedule.seed, `order ${epoch}`);
  const total = data.train.reduce((sum, { length }) => sum + length, 0);
  let carried = blankState(architecture, schedule.lanes);
  let nats = 0;
  let events = 0;
  for (const chunk of laneChunks(architecture, order, schedule.lanes, schedule.steps)) {
    await setImmediate();
    signal?.throwIfAborted();
    const loss = chunkGradients(architecture, weights, chunk, carried, { rate: schedule.dropout, random });
    const rate = cosineRate(schedule.learningRate, (epoch - 1 + events / total) / schedule.epochs);
    adamStep(weights, loss.gradients, state.adam, rate, CLIP);
    carried = loss.state;
    nats += loss.nats.reduce((sum, value) => sum + value, 0);
    if (!Number.isFinite(nats))
      throw new ModelError(`the loss is no number any more in epoch ${epoch}; lower the learning rate`);
    events += chunk.count;
    const trainLoss = nats / events / Math.LN2;
    onProgress?.({ epoch, epochs: schedule.epochs, done: events / total, trainLoss, history: state.history });
  }
  const heldOut = await measureLoss(architecture, weights, data.heldOut, schedule, signal);
  const facts: EpochFacts = {
    epoch,
    trainLoss: nats / events / Math.LN2,
    heldOutLoss: heldOut.reduce((sum, value) => sum + value, 0),
    seconds: (now() - started) / 1000,
  };
  const history = [...state.history, facts];
  const isBest = bestEpoch(history) === facts;
  return { ...state, history, weights, best: isBest ? weights : state.best };
}

function bestEpoch(history: readonly EpochFacts[]): EpochFacts | undefined {
  return history.reduce<EpochFacts | undefined>(
    (best, facts) => (best === undefined || facts.heldOutLoss < best.heldOutLoss ? facts : best),
    undefined,
  );
}

function isStuck(history: readonly EpochFacts[], patience: number): boolean {
  const best = bestEpoch(history);
  return best !== undefined && history.length - best.epoch >= patience;
}
