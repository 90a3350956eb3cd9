import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { ChosenBackend } from './backend.ts';
import { writeWhole } from './checkpoint.ts';
import { withCalibrations } from './classifier.ts';
import { fitCalibration } from './classifier-calibration.ts';
import { classifierCard } from './classifier-card.ts';
import { writeClassifier, type ClassifierFacts, type ClassifierModel } from './classifier-file.ts';
import {
  balancedAccuracy,
  judgedSongs,
  judgedWindows,
  measureClassifier,
  type Calibrations,
  type ClassifierMeasures,
  type JudgedSong,
} from './classifier-measures.ts';
import type { ClassifierSong } from './classifier-songs.ts';
import { CLASSIFIER_SCHEDULE, fitClassifier, type ClassifierTraining } from './classifier-training.ts';
import { bestFeature, crossFeature, crossJudge, FOLDS, judge, leaveSourcesOut } from './classifier-trials.ts';

/** What to train the classifier on, and where it goes. */
export interface TrainClassifierOptions extends Omit<ClassifierTraining, 'schedule' | 'checkpoint'> {
  readonly songs: readonly ClassifierSong[];
  /** The folder of all models; `classifier/` is made in it. */
  readonly modelsDir: string;
  readonly backend: ChosenBackend;
  readonly seed: number;
  readonly epochs?: number | undefined;
}

/**
 * Trains the classifier, calibrates it, measures it, and writes `model.json`, `weights.bin` and its card. While it trains
 * `checkpoint.bin` lies there too. Throws a ModelError when there are too few songs of a genre or the training fails.
 */
export async function trainClassifier(options: TrainClassifierOptions): Promise<ClassifierModel> {
  const { songs, seed, onProgress } = options;
  const used = (use: ClassifierSong['use']): readonly ClassifierSong[] => songs.filter((song) => song.use === use);
  const [train, validation, test, measured] = [used('train'), used('validation'), used('test'), used('measure')];
  const known = [...train, ...validation];
  const schedule = { ...CLASSIFIER_SCHEDULE, epochs: options.epochs ?? CLASSIFIER_SCHEDULE.epochs, seed };
  const folder = join(options.modelsDir, 'classifier');
  const checkpoint = join(folder, 'checkpoint.bin');
  // The trials are told as further epochs of one long training.
  const trials = FOLDS + new Set(known.map(({ source }) => source)).size;
  const epochs = schedule.epochs * (1 + trials);
  const training: ClassifierTraining = {
    ...options,
    schedule,
    checkpoint,
    onProgress: (progress) => onProgress?.({ ...progress, epochs }),
  };
  const trained = await fitClassifier({ train, heldOut: validation }, training);
  let epochsBehind = schedule.epochs;
  const trial: ClassifierTraining = {
    ...training,
    onProgress: (progress) => {
      onProgress?.({ ...progress, epoch: epochsBehind + progress.epoch, epochs, history: trained.history });
      if (progress.epoch === schedule.epochs && progress.done === 1) epochsBehind += schedule.epochs;
    },
  };
  const crossed = await crossJudge(known, trial);
  const calibrations = calibrationsFor(crossed);
  const weights = withCalibrations(trained.weights, calibrations);
  const alone = await leaveSourcesOut(known, [...test, ...measured], trial);
  const [tested, looked] = [judge(weights, test), judge(weights, measured)];
  const simple = crossFeature(known);
  const measure = (judged: readonly JudgedSong[]): ClassifierMeasures | undefined =>
    judged.length === 0 ? undefined : measureClassifier(judged, calibrations);
  const facts: ClassifierFacts = {
    dataHash: options.dataHash,
    sources: sourcesOf(songs),
    songs: { train: train.length, validation: validation.length, test: test.length, measure: measured.length },
    seed,
    schedule: { ...CLASSIFIER_SCHEDULE, epochs: schedule.epochs },
    history: trained.history,
    bestEpoch: trained.bestEpoch,
    heldOut: measureClassifier([...crossed, ...tested, ...looked], calibrations),
    crossValidation: measure(crossed),
    test: measure(tested),
    measured: measure(looked),
    withoutSource: measure(alone)?.sources ?? [],
    singleFeature: {
      feature: bestFeature(known).feature,
      songs: simple,
      balancedSongs: balancedAccuracy(simple),
    },
    seconds: trained.history.reduce((sum, { seconds }) => sum + seconds, 0),
    backend: options.backend.name,
  };
  const model = await writeClassifier(folder, { weights, training: facts });
  await writeWhole(join(folder, 'README.md'), classifierCard(model));
  await rm(checkpoint, { force: true });
  return model;
}

/** Fits both calibrations to songs that their networks had not learnt from; left as they are when one genre is missing. */
function calibrationsFor(judged: readonly JudgedSong[]): Calibrations {
  const edm = judged.filter(({ song }) => song.genre === 'EDM').length;
  const songs = { edm, classical: judged.length - edm };
  if (songs.edm === 0 || songs.classical === 0) {
    return { song: { slope: 1, offset: 0 }, window: { slope: 1, offset: 0 } };
  }
  return { song: fitCalibration(judgedSongs(judged), songs), window: fitCalibration(judgedWindows(judged), songs) };
}

/** How many songs of which source and licence were used for what, the source with the most songs first. */
function sourcesOf(songs: readonly ClassifierSong[]): ClassifierFacts['sources'] {
  const groups = new Map<string, ClassifierFacts['sources'][number]>();
  for (const { genre, source, licence, use: was } of songs) {
    const use = was === 'measure' ? 'measured only' : 'training and tests';
    const key = [genre, source, licence, use].join('\n');
    groups.set(key, { genre, source, licence, use, songs: (groups.get(key)?.songs ?? 0) + 1 });
  }
  return [...groups.values()].sort((a, b) => b.songs - a.songs);
}
