import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkGenreName, ComposeError } from '../compose/index.ts';
import { buildLessons, type CorpusOptions, type Drop } from '../corpus/index.ts';
import {
  chooseBackend,
  finishedModel,
  GENRE_NETWORKS,
  lossCurve,
  ModelError,
  modelVersion,
  NETWORK_KINDS,
  NETWORK_NAMES,
  readModel,
  trainModel,
  writeOriginality,
  TrainingPace,
  type Model,
  type NetworkName,
  type TrainingProgress,
  type TrainModelOptions,
} from '../model/index.ts';
import { learntMelodies, trainingData, writesMelodies } from './training-data.ts';

/** What `raindial train` is asked for. */
export interface TrainOptions {
  readonly what: NetworkName | 'all';
  /** A folder tree of MIDI files, with or without a manifest. */
  readonly corpus: string;
  /** The folder of all models. */
  readonly modelsDir: string;
  /**
   * Trains a genre: the networks go into a folder of this name, which is not among the `taken` ones of styles, and begin with the ones
   * in `shipped`.
   */
  readonly genre?: { readonly name: string; readonly shipped: string; readonly taken: readonly string[] } | undefined;
  readonly seed: number;
  /** As the network's own schedule says when not given. */
  readonly epochs?: number | undefined;
  /** For each network: no epoch begins later. */
  readonly minutes?: number | undefined;
  /** Goes on from the checkpoints, and keeps networks that the same training has finished. */
  readonly resume: boolean;
  readonly backend?: string | undefined;
  /** Kinds of licence that may train; those of the shipped models when not given. */
  readonly licences?: readonly string[] | undefined;
  /** How many songs are read at most, so that they fit into memory; SONGS_MAX when not given. */
  readonly songsMax?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onCorpus?: CorpusOptions['onProgress'] | undefined;
  /** The corpus was read: what it gave, and what was left out and why. */
  readonly onLessons?: ((lessons: LessonReport) => void) | undefined;
  /** Seconds left at most; undefined while nothing has been measured. */
  readonly onProgress?:
    ((network: NetworkName, progress: TrainingProgress, secondsLeft: number | undefined) => void) | undefined;
  /** A network among `all` that the corpus has too little for. */
  readonly onSkip?: ((network: NetworkName) => void) | undefined;
}

/** What a corpus gave. */
export interface LessonReport {
  readonly chordLessons: number;
  readonly melodyLessons: number;
  readonly drops: readonly Drop[];
}

/** A genre's networks know music already when they begin: they take smaller steps. */
const GENRE_LEARNING_RATE = 1e-3;

/**
 * Reads a corpus and trains the networks asked for, one after the other. Beside each model lies its loss curve, `loss.svg`,
 * and beside those that write melodies an index of what they learnt, `originality.bin`.
 * Throws a CorpusError, a ModelError, or a ComposeError for a genre's name.
 */
export async function trainModels(options: TrainOptions): Promise<readonly Model[]> {
  const { signal, genre } = options;
  const networks = networksOf(options);
  const modelsDir = genre === undefined ? options.modelsDir : path.join(options.modelsDir, genre.name);
  const backend = await chooseBackend({ backend: options.backend });
  const lessons = await buildLessons(options.corpus, {
    // Of a person's own collection every song is wanted, whether its chords are written or have to be found.
    ...(genre === undefined ? {} : { analyse: 'always' }),
    ...(options.licences === undefined ? {} : { licences: options.licences }),
    ...(options.songsMax === undefined ? {} : { songsMax: options.songsMax }),
    ...(options.onCorpus === undefined ? {} : { onProgress: options.onCorpus }),
    ...(signal === undefined ? {} : { signal }),
  });
  options.onLessons?.({
    chordLessons: lessons.chords.length,
    melodyLessons: lessons.melodies.length,
    drops: lessons.drops,
  });
  const models: Model[] = [];
  for (const name of networks) {
    const data = trainingData(name, lessons);
    if (data.train.length === 0 && networks.length > 1) {
      options.onSkip?.(name);
      continue;
    }
    const { seed, epochs, minutes, resume } = options;
    const training = { name, data, modelsDir, backend, seed, epochs, ...(await beginning(genre, name)) };
    const finished = resume ? await finishedModel(training) : undefined;
    const now = (): number => performance.now();
    const pace = new TrainingPace(now, minutes);
    const model =
      finished ??
      (await trainModel({
        ...training,
        minutes,
        resume,
        signal,
        onProgress: (progress) => options.onProgress?.(name, progress, pace.secondsLeft(progress)),
        now,
      }));
    const title = `${genre === undefined ? '' : `${genre.name}: `}${name} ${modelVersion(model)}`;
    await writeFile(path.join(modelsDir, name, 'loss.svg'), lossCurve(title, model.training.history));
    // So that no song goes on air that the network knows by heart.
    if (writesMelodies(name)) await writeOriginality(path.join(modelsDir, name), learntMelodies(name, lessons));
    models.push(model);
  }
  if (models.length === 0) {
    throw new ModelError('too little music to train on: no network has songs both to learn from and to be measured by');
  }
  return models;
}

/** The networks to train. Throws a ComposeError for a genre that can't be. */
function networksOf({ what, genre }: TrainOptions): readonly NetworkName[] {
  if (genre === undefined) return what === 'all' ? NETWORK_NAMES : [what];
  checkGenreName(genre.name, genre.taken);
  if (what === 'all') return GENRE_NETWORKS;
  const network = GENRE_NETWORKS.find((name) => name === what);
  if (network === undefined) throw new ComposeError(`A genre has its own ${GENRE_NETWORKS.join(' and ')}, no ${what}.`);
  return [network];
}

/** A genre's network begins with the shipped one, and so with smaller steps; any other with random weights. */
async function beginning(
  genre: TrainOptions['genre'],
  name: NetworkName,
): Promise<Pick<TrainModelOptions, 'startFrom' | 'learningRate'>> {
  if (genre === undefined) return {};
  const shipped = await readModel(path.join(genre.shipped, name), name, NETWORK_KINDS[name].codec);
  return { learningRate: GENRE_LEARNING_RATE, startFrom: { version: modelVersion(shipped), weights: shipped.weights } };
}
