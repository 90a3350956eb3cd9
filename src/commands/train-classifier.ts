import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { classifierSongs } from './classifier-songs.ts';
import { type Drop, SONGS_MAX } from '../corpus/index.ts';
import {
  chooseBackend,
  type ClassifierModel,
  lossCurve,
  modelVersion,
  trainClassifier,
  type TrainingProgress,
  TrainingPace,
} from '../model/index.ts';
import type { TrainOptions } from './train.ts';

/** What a training of the classifier is asked for. */
export interface TrainGenresOptions extends Pick<
  TrainOptions,
  | 'corpus'
  | 'modelsDir'
  | 'seed'
  | 'epochs'
  | 'minutes'
  | 'resume'
  | 'backend'
  | 'licences'
  | 'songsMax'
  | 'signal'
  | 'onCorpus'
> {
  /** Whether a corpus without both genres is a fault, or just leaves nothing to do. */
  readonly required: boolean;
  /** The corpus was read: how many songs of both genres it has, and what was left out and why. */
  readonly onSongs?: ((report: { readonly songs: number; readonly drops: readonly Drop[] }) => void) | undefined;
  /** Seconds left at most; undefined while nothing has been measured. */
  readonly onProgress?: ((progress: TrainingProgress, secondsLeft: number | undefined) => void) | undefined;
}

/**
 * Reads the songs in `edm/` and `classical/` of a corpus, trains the classifier on them, and draws its loss curve beside the model. Undefined
 * when it is not required and the corpus has no songs of one genre. Throws a CorpusError or a ModelError.
 */
export async function trainGenres(options: TrainGenresOptions): Promise<ClassifierModel | undefined> {
  const { licences, songsMax = SONGS_MAX, onCorpus, signal, modelsDir, seed, epochs, minutes, resume } = options;
  const { songs, hash, drops } = await classifierSongs(options.corpus, {
    songsMax,
    ...(licences === undefined ? {} : { licences }),
    ...(onCorpus === undefined ? {} : { onProgress: onCorpus }),
    ...(signal === undefined ? {} : { signal }),
  });
  const learnt = new Set(songs.filter(({ use }) => use === 'train').map(({ genre }) => genre));
  if (!options.required && learnt.size < 2) return undefined;
  options.onSongs?.({ songs: songs.length, drops });
  const now = (): number => performance.now();
  const pace = new TrainingPace(now);
  const model = await trainClassifier({
    ...{ songs, dataHash: hash, modelsDir, seed, epochs, minutes, resume, signal, now },
    backend: await chooseBackend({ backend: options.backend }),
    onProgress: (progress) => options.onProgress?.(progress, pace.secondsLeft(progress)),
  });
  const curve = lossCurve(`classifier ${modelVersion(model)}`, model.training.history);
  await writeFile(path.join(modelsDir, 'classifier', 'loss.svg'), curve);
  return model;
}
