import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { readModel, weightBytes } from './model-file.ts';
import { NETWORK_KINDS, type NetworkName } from './network-kinds.ts';
import type { TokenSequence } from './token-sequence.ts';
import { trainNetwork, type Schedule, type TrainingOptions } from './training.ts';
import type { TrainedNetwork } from './tuned-musicians.ts';

/** Few passes with small steps: the network leans towards the songs and forgets little of what it knew. */
const SCHEDULE: Omit<Schedule, 'seed'> = {
  epochs: 4,
  lanes: 8,
  steps: 32,
  learningRate: 1e-3,
  dropout: 0.2,
  patience: 6,
};

/** Events that one pass hears of all sources together: four passes take about 20 s of one core. */
const EVENTS_MAX = 8_000;

/** A short source is heard again in a pass, at most so often. */
const REPEATS_MAX = 8;

/** What to lean a network towards. */
export interface TuningOptions extends Pick<TrainingOptions, 'signal' | 'now'> {
  readonly modelsDir: string;
  readonly name: NetworkName;
  /** Encoded music of each source, by source. */
  readonly sources: readonly (readonly TokenSequence[])[];
  readonly seed: number;
  /** How much of the whole is done, 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/**
 * The shipped network of a name once for each source, trained a little further on that source alone, in memory; as it is where a source
 * holds nothing for it. The same songs, seed and network give the same weights. Throws a ModelError when the shipped network can't be read.
 */
export async function tuneNetworks(options: TuningOptions): Promise<readonly TrainedNetwork[]> {
  const { name, seed, sources, onProgress } = options;
  const shipped = await readModel(join(options.modelsDir, name), name, NETWORK_KINDS[name].codec);
  const { architecture } = shipped;
  const tuned: TrainedNetwork[] = [];
  for (const [index, source] of sources.entries()) {
    const train = lessonsOf(source, Math.floor(EVENTS_MAX / sources.length));
    if (train.length === 0) {
      tuned.push(shipped);
      continue;
    }
    const { weights } = await trainNetwork(
      architecture,
      // There is nothing to hold out of one song, and nothing to choose: every pass brings the network nearer to it.
      { train, heldOut: [...new Set(train)] },
      {
        ...options,
        resume: false,
        dataHash: '',
        schedule: { ...SCHEDULE, seed },
        startFrom: { version: '', weights: shipped.weights },
        onProgress: ({ epoch, epochs, done }) => onProgress((index + (epoch - 1 + done) / epochs) / sources.length),
      },
    );
    const sha256 = createHash('sha256').update(weightBytes(architecture, weights)).digest('hex');
    tuned.push({ architecture, weights, sha256 });
  }
  return tuned;
}

/** Sequences of about so many events: long music is cut, short music comes again. */
export function lessonsOf(sequences: readonly TokenSequence[], count: number): readonly TokenSequence[] {
  const cut = firstEvents(sequences, count);
  const events = cut.reduce((sum, { length }) => sum + length, 0);
  if (events === 0) return [];
  const repeats = Math.min(REPEATS_MAX, Math.max(1, Math.round(count / events)));
  return Array.from({ length: repeats }, () => cut).flat();
}

function firstEvents(sequences: readonly TokenSequence[], count: number): readonly TokenSequence[] {
  let left = count;
  return sequences.flatMap((sequence) => {
    const length = Math.min(left, sequence.length);
    left -= length;
    if (length === 0) return [];
    const rows = (columns: TokenSequence['inputs']) => columns.map((column) => column.subarray(0, length));
    return [{ length, inputs: rows(sequence.inputs), targets: rows(sequence.targets) }];
  });
}
