import { setImmediate } from 'node:timers/promises';

import { deriveSeed, seededRandom } from '../random/index.ts';
import { adamState, adamStep, cosineRate } from './adam.ts';
import type { Weights } from './architecture.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint, type EpochFacts } from './checkpoint.ts';
import { batchGradients, CLASSIFIER_WEIGHTS, initialClassifier, windowLogit } from './classifier-network.ts';
import { weighedWindows, windowDrawer, type ClassifierSong, type WeighedWindow } from './classifier-songs.ts';
import { ModelError } from './model-error.ts';
import type { TrainingOptions } from './training.ts';

/** How the classifier learns. */
export interface ClassifierSchedule {
  readonly seed: number;
  readonly epochs: number;
  /** Steps in an epoch, and windows drawn for a step: half of each genre on average. */
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly dropout: number;
  readonly decay: number;
}

/**
 * Ten seconds on a core. The strong decay was chosen by cross-validation, where single windows of real EDM songs were told better than with
 * a tenth of it; whole songs at this window length were told no better.
 */
export const CLASSIFIER_SCHEDULE: Omit<ClassifierSchedule, 'seed'> = {
  epochs: 12,
  steps: 125,
  batch: 64,
  learningRate: 3e-3,
  dropout: 0.3,
  decay: 0.015,
};

/** A training's surroundings, as for the other networks. */
export interface ClassifierTraining extends Pick<
  TrainingOptions,
  'checkpoint' | 'dataHash' | 'resume' | 'minutes' | 'signal' | 'onProgress' | 'now'
> {
  readonly schedule: ClassifierSchedule;
}

/** What a training gave: the weights of the best epoch on the held-out songs, or of the last without any. */
export interface TrainedClassifier {
  readonly weights: Weights;
  readonly history: readonly EpochFacts[];
  readonly bestEpoch: number;
}

/** Gradients longer than this are shortened. */
const CLIP = 5;

/**
 * Trains a classifier on windows drawn so that genres, the sources of a genre and the songs of a source come alike often. Losses are
 * bits per window, weighed in the same way; 1 is a coin's. The same songs, seed and backend give the same weights, in one go or resumed.
 * Throws a ModelError when there are not songs of both genres, when the loss is no number any more, or a checkpoint doesn't fit.
 */
export async function fitClassifier(
  songs: { readonly train: readonly ClassifierSong[]; readonly heldOut: readonly ClassifierSong[] },
  options: ClassifierTraining,
): Promise<TrainedClassifier> {
  const { schedule, checkpoint, now } = options;
  if (new Set(songs.train.map(({ genre }) => genre)).size < 2) {
    throw new ModelError('too little music to tell apart: there must be songs to train on in both edm/ and classical/');
  }
  const windows = { train: weighedWindows(songs.train), heldOut: weighedWindows(songs.heldOut) };
  const fingerprint = JSON.stringify({ classifier: CLASSIFIER_WEIGHTS, schedule, data: options.dataHash });
  const resumed =
    options.resume && checkpoint !== undefined ? await readCheckpoint(checkpoint, fingerprint) : undefined;
  let state: Checkpoint = resumed ?? begin(windows.train, schedule.seed, fingerprint);
  const started = now();
  while (state.history.length < schedule.epochs) {
    if (options.minutes !== undefined && now() - started > options.minutes * 60_000) break;
    state = await trainEpoch(windows, state, options);
    if (checkpoint !== undefined) await writeCheckpoint(checkpoint, state);
  }
  if (state.history.length === 0) throw new ModelError('no epoch was trained: give it more minutes');
  return { weights: state.best, history: state.history, bestEpoch: bestEpoch(state.history) };
}

/** The mean loss of windows in bits, each with its weight; NaN without windows. */
export function classifierLoss(weights: Weights, windows: readonly WeighedWindow[]): number {
  let [bits, total] = [0, 0];
  for (const { features, genre, weight } of windows) {
    const against = (genre === 'EDM' ? -1 : 1) * windowLogit(weights, features);
    bits += (weight * (Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against))))) / Math.LN2;
    total += weight;
  }
  return bits / total;
}

function begin(windows: readonly WeighedWindow[], seed: number, fingerprint: string): Checkpoint {
  const weights = initialClassifier(windows, seededRandom(deriveSeed(seed, 'weights')));
  return { fingerprint, history: [], weights, best: weights, adam: adamState(weights) };
}

async function trainEpoch(
  windows: { readonly train: readonly WeighedWindow[]; readonly heldOut: readonly WeighedWindow[] },
  state: Checkpoint,
  { schedule, signal, onProgress, now }: ClassifierTraining,
): Promise<Checkpoint> {
  const started = now();
  const { epochs, steps } = schedule;
  const epoch = state.history.length + 1;
  const weights: Weights = new Map([...state.weights].map(([name, values]) => [name, Float32Array.from(values)]));
  const random = seededRandom(deriveSeed(schedule.seed, `epoch ${epoch}`));
  const draw = windowDrawer(windows.train, random);
  let nats = 0;
  for (let step = 1; step <= steps; step += 1) {
    await setImmediate();
    signal?.throwIfAborted();
    const batch = Array.from({ length: schedule.batch }, draw).filter((window) => window !== undefined);
    const { dropout, decay } = schedule;
    const loss = batchGradients(weights, batch, { dropout, decay, random });
    const rate = cosineRate(schedule.learningRate, (epoch - 1 + step / steps) / epochs);
    adamStep(weights, loss.gradients, state.adam, rate, CLIP);
    nats += loss.nats;
    if (!Number.isFinite(nats)) throw new ModelError(`the loss is no number any more in epoch ${epoch}`);
    const trainLoss = nats / step / Math.LN2;
    onProgress?.({ epoch, epochs, done: step / steps, trainLoss, history: state.history });
  }
  const trainLoss = nats / steps / Math.LN2;
  // Without held-out songs (a trial of a fixed number of epochs) the last epoch counts: its own loss is told instead.
  const heldOutLoss = windows.heldOut.length > 0 ? classifierLoss(weights, windows.heldOut) : trainLoss;
  const history = [...state.history, { epoch, trainLoss, heldOutLoss, seconds: (now() - started) / 1000 }];
  const isBest = windows.heldOut.length === 0 || bestEpoch(history) === epoch;
  return { ...state, history, weights, best: isBest ? weights : state.best };
}

function bestEpoch(history: readonly EpochFacts[]): number {
  const least = Math.min(...history.map(({ heldOutLoss }) => heldOutLoss));
  return history.find(({ heldOutLoss }) => heldOutLoss === least)?.epoch ?? 0;
}
