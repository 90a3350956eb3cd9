import { buildLessons, lessonsHash, lessonSources, type Drop, type Lesson } from './corpus/index.ts';
import {
  chooseBackend,
  encodeChords,
  encodeNotes,
  NETWORK_NAMES,
  trainModel,
  type Model,
  type NetworkName,
  type TokenSequence,
  type TrainingData,
  type TrainingProgress,
} from './model/index.ts';

/** What `raindial train` is asked for. */
export interface TrainOptions {
  readonly what: NetworkName | 'all';
  /** A folder tree of MIDI files, with or without a manifest. */
  readonly corpus: string;
  /** The folder of all models. */
  readonly modelsDir: string;
  readonly seed: number;
  /** As the network's own schedule says when not given. */
  readonly epochs?: number | undefined;
  /** For each network: no epoch begins later. */
  readonly minutes?: number | undefined;
  readonly resume: boolean;
  readonly backend?: string | undefined;
  /** Kinds of licence that may train; those of the shipped models when not given. */
  readonly licences?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onCorpus?: ((done: number, total: number) => void) | undefined;
  /** The corpus was read: what it gave, and what was left out and why. */
  readonly onLessons?: ((lessons: LessonReport) => void) | undefined;
  readonly onProgress?: ((network: NetworkName, progress: TrainingProgress) => void) | undefined;
}

/** What a corpus gave. */
export interface LessonReport {
  readonly chordLessons: number;
  readonly melodyLessons: number;
  readonly drops: readonly Drop[];
}

/** Reads a corpus and trains the networks asked for, one after the other. Throws a CorpusError or a ModelError. */
export async function trainModels(options: TrainOptions): Promise<readonly Model[]> {
  const { signal } = options;
  const backend = await chooseBackend({ backend: options.backend });
  const lessons = await buildLessons(options.corpus, {
    ...(options.licences === undefined ? {} : { licences: options.licences }),
    ...(options.onCorpus === undefined ? {} : { onProgress: options.onCorpus }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { chords, melodies, drops } = lessons;
  options.onLessons?.({ chordLessons: chords.length, melodyLessons: melodies.length, drops });
  const data: Readonly<Record<NetworkName, () => TrainingData>> = {
    chords: () => trainingData(chords, encodeChords),
    notes: () => trainingData(melodies, encodeNotes),
  };
  const models: Model[] = [];
  for (const name of options.what === 'all' ? NETWORK_NAMES : [options.what]) {
    models.push(
      await trainModel({
        name,
        data: data[name](),
        modelsDir: options.modelsDir,
        backend,
        seed: options.seed,
        epochs: options.epochs,
        minutes: options.minutes,
        resume: options.resume,
        signal,
        onProgress: (progress) => options.onProgress?.(name, progress),
        now: () => performance.now(),
      }),
    );
  }
  return models;
}

function trainingData<L extends Lesson>(lessons: readonly L[], encode: (lesson: L) => TokenSequence): TrainingData {
  const of = (split: Lesson['split']): readonly TokenSequence[] =>
    lessons.filter((lesson) => lesson.split === split).map(encode);
  return {
    train: of('train'),
    validation: of('validation'),
    test: of('test'),
    hash: lessonsHash(lessons),
    sources: [...lessonSources(lessons)],
  };
}
