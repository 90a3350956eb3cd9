import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { baselines } from './baseline.ts';
import { writeWhole } from './checkpoint.ts';
import type { ChosenBackend } from './backend.ts';
import { modelCard } from './model-card.ts';
import { writeModel, type Model, type TrainingFacts } from './model-file.ts';
import { NETWORK_KINDS, type NetworkName } from './network-kinds.ts';
import type { TokenSequence } from './token-sequence.ts';
import { measureLoss, trainNetwork, type Schedule, type TrainingOptions } from './training.ts';

/** Encoded music, split by song. */
export interface TrainingData {
  readonly train: readonly TokenSequence[];
  readonly validation: readonly TokenSequence[];
  readonly test: readonly TokenSequence[];
  /** Names the data. */
  readonly hash: string;
  readonly sources: TrainingFacts['sources'];
}

/** What to train, on what, and where the model goes. */
export interface TrainModelOptions extends Pick<
  TrainingOptions,
  'resume' | 'startFrom' | 'minutes' | 'signal' | 'onProgress' | 'now'
> {
  readonly name: NetworkName;
  readonly data: TrainingData;
  /** The folder of all models; the model's own folder is made in it. */
  readonly modelsDir: string;
  readonly backend: ChosenBackend;
  readonly seed: number;
  readonly epochs?: number | undefined;
  /** As the network's own schedule says when not given. */
  readonly learningRate?: number | undefined;
}

/**
 * Trains one of the radio's networks and writes `model.json`, `weights.bin` and the model card `README.md` into its folder. While it
 * trains `checkpoint.bin` lies there too. Throws a ModelError when the data is too little or the training fails.
 */
export async function trainModel(options: TrainModelOptions): Promise<Model> {
  const { name, data } = options;
  const kind = NETWORK_KINDS[name];
  const { architecture, codec } = kind;
  const { epochs = kind.schedule.epochs, learningRate = kind.schedule.learningRate, seed: startSeed } = options;
  const schedule: Schedule = { ...kind.schedule, epochs, learningRate, seed: startSeed };
  const folder = join(options.modelsDir, name);
  const checkpoint = join(folder, 'checkpoint.bin');
  const trained = await trainNetwork(
    architecture,
    { train: data.train, heldOut: data.validation },
    { ...options, schedule, checkpoint, dataHash: data.hash },
  );
  // A tiny collection may have no song in the test split.
  const test = data.test.length > 0 ? data.test : data.validation;
  const losses = await measureLoss(architecture, trained.weights, test, schedule, options.signal);
  const events = (sequences: readonly TokenSequence[]): number =>
    sequences.reduce((sum, { length }) => sum + length, 0);
  const { seed, ...settings } = schedule;
  const training: TrainingFacts = {
    dataHash: data.hash,
    sources: data.sources,
    events: { train: events(data.train), validation: events(data.validation), test: events(data.test) },
    seed,
    ...(options.startFrom === undefined ? {} : { startedFrom: options.startFrom.version }),
    schedule: settings,
    history: [...trained.history],
    bestEpoch: trained.best.epoch,
    testLoss: Object.fromEntries(architecture.heads.map((head, index) => [head.name, losses[index] ?? 0])),
    baselines: baselines(architecture, data.train, test),
    seconds: trained.history.reduce((sum, epoch) => sum + epoch.seconds, 0),
    backend: options.backend.name,
  };
  const model = await writeModel(folder, codec, { name, architecture, weights: trained.weights, training });
  await writeWhole(join(folder, 'README.md'), modelCard(model, kind));
  await rm(checkpoint, { force: true });
  return model;
}
