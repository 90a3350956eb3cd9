import path from 'node:path';
import type { Config } from './config.ts';
import { modelVersion, type NetworkName } from './model/index.ts';
import { progressBar } from './progress-bar.ts';
import { trainModels } from './train.ts';

/** What the command line says about a training. */
export interface TrainFlags {
  readonly corpus: string;
  readonly out: string;
  readonly seed: number;
  readonly epochs?: number;
  readonly minutes?: number;
  readonly licence?: readonly string[];
  readonly resume: boolean;
}

/** How many files that were left out are named one by one. */
const NAMED_DROPS = 10;

/** The exit code of a command that Ctrl-C ended (128 + SIGINT). */
const INTERRUPTED = 130;

/**
 * Runs `raindial train`: reads the corpus, says what was left out and why, trains, and says where the models are. Ctrl-C ends it
 * after the last whole epoch's checkpoint. Resolves with the exit code.
 */
export async function train(config: Config, what: NetworkName | 'all', flags: TrainFlags): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const bar = progressBar('Training', process.stderr);
  try {
    const models = await trainModels({
      what,
      corpus: path.resolve(flags.corpus),
      modelsDir: path.resolve(flags.out),
      seed: flags.seed,
      epochs: flags.epochs,
      minutes: flags.minutes,
      licences: flags.licence,
      resume: flags.resume,
      backend: config.backend,
      signal: stop.signal,
      onCorpus: (done, total) => bar.update({ stage: 'reading the corpus', done: done / total }),
      onLessons: ({ chordLessons, melodyLessons, drops }) => {
        bar.stop();
        console.error(`${chordLessons} progressions, ${melodyLessons} melodies; ${drops.length} files left out`);
        for (const { file, reason } of drops.slice(0, NAMED_DROPS)) console.error(`  ${file}: ${reason}`);
        if (drops.length > NAMED_DROPS) console.error(`  and ${drops.length - NAMED_DROPS} more`);
      },
      onProgress: (network, { epoch, epochs, done, trainLoss, history }) => {
        const heldOut = history.at(-1)?.heldOutLoss;
        const losses = `${trainLoss.toFixed(3)} bits${heldOut === undefined ? '' : `, held out ${heldOut.toFixed(3)}`}`;
        bar.update({ stage: `${network}, epoch ${epoch} of ${epochs}: ${losses}`, done: (epoch - 1 + done) / epochs });
      },
    });
    bar.stop();
    for (const model of models) {
      console.log(`${model.name} ${modelVersion(model)}: ${path.join(flags.out, model.name)}`);
    }
    return 0;
  } catch (error) {
    bar.stop();
    if (!stop.signal.aborted) throw error;
    console.error('Stopped. The last whole epoch is kept: the same command with --resume goes on from it.');
    return INTERRUPTED;
  }
}
