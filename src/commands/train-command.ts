import path from 'node:path';
import { EXIT } from './exit-codes.ts';
import { ComposeError, openStyles } from '../compose/index.ts';
import type { Config } from '../config.ts';
import type { Drop } from '../corpus/index.ts';
import {
  candidateFolder,
  describeEpoch,
  isCandidateName,
  lossCurveText,
  modelVersion,
  type NetworkName,
  SHIPPED,
  timeLeft,
  type TrainingProgress,
} from '../model/index.ts';
import { progressBar } from './progress-bar.ts';
import { trainGenres } from './train-classifier.ts';
import { trainModels, type TrainOptions } from './train.ts';

/** What the command line says about a training. */
export interface TrainFlags {
  readonly corpus: string;
  readonly out: string;
  /** Trains a genre of this name. */
  readonly name?: string;
  /** Trains networks that are to be tried beside the shipped ones, as a version of this name. */
  readonly candidate?: string;
  readonly seed: number;
  readonly epochs?: number;
  readonly minutes?: number;
  readonly licence?: readonly string[];
  readonly songs?: number;
  readonly resume: boolean;
}

/** How many files that were left out are named one by one. */
const NAMED_DROPS = 10;

/**
 * Runs `raindial train`: reads the corpus, says what was left out and why, trains, draws the loss curves, and says where the models are.
 * Ctrl-C (or a SIGTERM) ends it after the last whole epoch's checkpoint. Resolves with the exit code.
 */
export async function train(
  config: Config,
  what: NetworkName | 'classifier' | 'all',
  flags: TrainFlags,
): Promise<number> {
  if (what === 'classifier' && flags.name !== undefined) {
    throw new ComposeError('A genre has no classifier of its own: train it without --name.');
  }
  checkCandidate(what, flags);
  const { candidate } = flags;
  const isWhole = flags.name === undefined && candidate === undefined;
  const out = candidate === undefined ? flags.out : candidateFolder(flags.out, candidate);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const bar = progressBar('Training', process.stderr);
  try {
    const training = {
      corpus: path.resolve(flags.corpus),
      modelsDir: path.resolve(out),
      seed: flags.seed,
      epochs: flags.epochs,
      minutes: flags.minutes,
      licences: flags.licence,
      songsMax: flags.songs,
      resume: flags.resume,
      backend: config.backend,
      signal: stop.signal,
      onCorpus: (done: number, total: number) => bar.update({ stage: 'reading the corpus', done: done / total }),
    };
    const tell = (what: string, drops: readonly Drop[]): void => {
      bar.stop();
      console.error(`${what}; ${drops.length} files left out`);
      for (const { file, reason } of drops.slice(0, NAMED_DROPS)) console.error(`  ${file}: ${reason}`);
      if (drops.length > NAMED_DROPS) console.error(`  and ${drops.length - NAMED_DROPS} more`);
    };
    const skip = (network: string): void => {
      bar.stop();
      console.error(`${network}: nothing in this corpus to learn from; left out`);
    };
    const advance = (network: string, progress: TrainingProgress, secondsLeft: number | undefined): void => {
      const { epoch, epochs, done, trainLoss } = progress;
      bar.update({
        stage: `${network}, ${describeEpoch(progress)}`,
        detail: `now ${trainLoss.toFixed(3)} bits, ${timeLeft(secondsLeft)}`,
        done: (epoch - 1 + done) / epochs,
      });
    };
    const writers =
      what === 'classifier'
        ? []
        : await trainModels({
            ...training,
            what,
            genre: await genreOf(flags.name, config),
            onLessons: ({ chordLessons, melodyLessons, drops }) =>
              tell(`${chordLessons} progressions, ${melodyLessons} melodies`, drops),
            onSkip: skip,
            onProgress: advance,
          });
    const judge =
      what === 'classifier' || (what === 'all' && isWhole)
        ? await trainGenres({
            ...training,
            required: what === 'classifier',
            onSongs: ({ songs, drops }) => tell(`${songs} songs of both genres`, drops),
            onProgress: (progress, secondsLeft) => advance('classifier', progress, secondsLeft),
          })
        : undefined;
    if (what === 'all' && isWhole && judge === undefined) skip('classifier');
    const models = [...writers, ...(judge === undefined ? [] : [judge])];
    bar.stop();
    for (const { name, training } of models) {
      console.error([`\n${name}`, ...lossCurveText(training.history)].join('\n'));
    }
    for (const model of models) {
      console.log(`${model.name} ${modelVersion(model)}: ${path.join(out, flags.name ?? '', model.name)}`);
    }
    if (flags.name !== undefined) console.error(`At its next start the radio knows the style ${flags.name}.`);
    if (candidate !== undefined) {
      console.error(
        `At its next start the radio tries ${candidate} beside what plays; "raindial models" tells how it stands.`,
      );
    }
    return 0;
  } catch (error) {
    bar.stop();
    if (!stop.signal.aborted) throw error;
    console.error('Stopped. The last whole epoch is kept: the same command with --resume goes on from it.');
    return EXIT.interrupted;
  }
}

/** Throws a ComposeError for a candidate that can't be. */
function checkCandidate(what: string, { candidate, name }: TrainFlags): void {
  if (candidate === undefined) return;
  if (name !== undefined) throw new ComposeError('Give either --name, for a genre, or --candidate.');
  if (what === 'classifier') throw new ComposeError('The classifier composes nothing: train it without --candidate.');
  if (isCandidateName(candidate)) return;
  throw new ComposeError(
    `"${candidate}" can't name a candidate: at most 32 lower-case letters and digits in words with dashes, such as "v2", and not "${SHIPPED}".`,
  );
}

async function genreOf(name: string | undefined, { folders }: Config): Promise<TrainOptions['genre']> {
  if (name === undefined) return undefined;
  const { styles } = await openStyles(folders.styles);
  return { name, shipped: folders.models, taken: styles.map((style) => style.name) };
}
