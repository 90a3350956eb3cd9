import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { readModel, weightBytes } from './model-file.ts';
import { NETWORK_KINDS, type NetworkName } from './network-kinds.ts';
import type { TokenSequence } from './token-sequence.ts';
import { trainNetwork, type Schedule, type TrainingOptions } from './training.ts';
import type { TrainedNetwork } from './tuned-musicians.ts';

/** Few passes with small steps: the network leans towards the songs and forgets little of what it knew. */
const SCHEDULE: Omit<Schedule, 'seed'> = {
  epochs: 6,
  lanes: 8,
  steps: 32,
  learningRate: 1e-3,
  dropout: 0.2,
  patience: 6,
};

/** Events that one pass hears of all sources together: what two cores play through six times in some 20 seconds. */
const EVENTS_MAX = 12_000;

/** A short source is heard again in a pass, at most so often. */
const REPEATS_MAX = 8;

/** What to lean a network towards. */
export interface TuningOptions extends Pick<TrainingOptions, 'signal' | 'onProgress' | 'now'> {
  readonly modelsDir: string;
  readonly name: NetworkName;
  /** Encoded music of each source, by source. */
  readonly sources: readonly (readonly TokenSequence[])[];
  readonly seed: number;
}

/**
 * The shipped network of a name, trained a little further on a few songs, in memory. Each source is heard about equally much. The same
 * songs, seed and network give the same weights. Undefined when the sources hold nothing for this network; throws a ModelError when
 * the shipped network can't be read.
 */
export async function tuneNetwork(options: TuningOptions): Promise<TrainedNetwork | undefined> {
  const { name, seed } = options;
  const shipped = await readModel(join(options.modelsDir, name), name, NETWORK_KINDS[name].codec);
  const train = balance(options.sources);
  if (train.length === 0) return undefined;
  const { architecture } = shipped;
  const { weights } = await trainNetwork(
    architecture,
    // There is nothing to hold out of a handful of songs, and nothing to choose: every pass brings the network nearer to them.
    { train, heldOut: [...new Set(train)] },
    {
      ...options,
      resume: false,
      dataHash: '',
      schedule: { ...SCHEDULE, seed },
      startFrom: { version: '', weights: shipped.weights },
    },
  );
  const sha256 = createHash('sha256').update(weightBytes(architecture, weights)).digest('hex');
  return { architecture, weights, sha256 };
}

/** Sequences of which each source has about as many events: long ones are cut, short ones come again. */
export function balance(sources: readonly (readonly TokenSequence[])[]): readonly TokenSequence[] {
  const heard = sources.filter((sequences) => sequences.some(({ length }) => length > 0));
  const share = Math.floor(EVENTS_MAX / Math.max(1, heard.length));
  const cut = heard.map((sequences) => firstEvents(sequences, share));
  const longest = cut.reduce((most, sequences) => Math.max(most, events(sequences)), 0);
  return cut.flatMap((sequences) => {
    const repeats = Math.min(REPEATS_MAX, Math.max(1, Math.round(longest / events(sequences))));
    return Array.from({ length: repeats }, () => sequences).flat();
  });
}

function events(sequences: readonly TokenSequence[]): number {
  return sequences.reduce((sum, { length }) => sum + length, 0);
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
