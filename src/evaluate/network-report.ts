import {
  baselines,
  measureLoss,
  modelVersion,
  NETWORK_KINDS,
  ngramBaseline,
  type Model,
  type NetworkName,
  type TrainingData,
} from '../model/index.ts';
import { EvaluateError } from './evaluate-error.ts';
import { NETWORK_RATIO_MAX } from './goals.ts';
import { cell, textTable } from './text-table.ts';

/** Music in three parts: for the n-gram to learn from, for it to choose its order by, and to be measured on. */
export type Fold = Pick<TrainingData, 'train' | 'validation' | 'test'>;

/** One head of a network beside the n-gram for the same tokens, in bits per event. */
export interface HeadReport {
  readonly head: string;
  readonly network: number;
  readonly ngram: number;
  /** The order and history that were chosen, such as `4 own`; one for each fold when they differ. */
  readonly ngramOrders: readonly string[];
}

/** How well a network tells what comes next, beside what knows less, all on the same events. */
export interface NetworkReport {
  readonly network: string;
  readonly version: string;
  /** Where the n-gram learnt: the corpus' training split, or the other songs of the same folder, fold by fold. */
  readonly ngramLearntFrom: 'training split' | 'other songs of the folder';
  /** Measured. */
  readonly events: number;
  readonly heads: readonly HeadReport[];
  readonly bitsPerEvent: {
    readonly network: number;
    readonly ngram: number;
    readonly unigram: number;
    readonly uniform: number;
  };
  /** The network's bits as a share of the n-gram's. */
  readonly ratio: number;
  /** Events that both learnt from; of the n-gram the mean over folds. */
  readonly learntEvents: { readonly network: number; readonly ngram: number };
  /** The ratio should be at most this. Only where both learnt from the same music: an n-gram of a small folder knows too little to be a goal. */
  readonly goal?: { readonly ratioMax: number; readonly met: boolean };
}

/**
 * Measures a network on the test part of each fold, and beside it an n-gram (Witten-Bell, of the best order) and the counts of single
 * tokens, both of which learn from the fold's training part, and a uniform answer. The network learns nothing here.
 * A backend must have been chosen. Throws an EvaluateError when there is nothing to measure on.
 */
export async function networkReport(
  model: Model,
  folds: readonly Fold[],
  ngramLearntFrom: NetworkReport['ngramLearntFrom'],
): Promise<NetworkReport> {
  const { architecture, weights, name } = model;
  const measured = folds.flatMap(({ test }) => test);
  const events = count(measured);
  if (events === 0) throw new EvaluateError(`nothing to measure the network ${name} on`);
  const network = await measureLoss(architecture, weights, measured, NETWORK_KINDS[name as NetworkName].schedule);
  const byFold = folds
    .filter(({ test }) => test.length > 0)
    .map((fold) => {
      const { train, validation, test } = fold;
      const share = count(test) / events;
      return {
        share,
        learnt: count(train),
        ngrams: ngramBaseline(architecture, { train, validation, measured: test }),
        counts: baselines(architecture, train, test),
      };
    });
  const weighted = (value: (fold: (typeof byFold)[number]) => number): number =>
    byFold.reduce((sum, fold) => sum + fold.share * value(fold), 0);
  const heads = architecture.heads.map((head, index): HeadReport => ({
    head: head.name,
    network: network[index] ?? Number.NaN,
    ngram: weighted(({ ngrams }) => ngrams[index]?.bitsPerEvent ?? Number.NaN),
    ngramOrders: [...new Set(byFold.map(({ ngrams }) => `${ngrams[index]?.order} ${ngrams[index]?.history}`))],
  }));
  const bitsPerEvent = {
    network: heads.reduce((sum, head) => sum + head.network, 0),
    ngram: heads.reduce((sum, head) => sum + head.ngram, 0),
    unigram: weighted(({ counts }) => counts.unigram),
    uniform: weighted(({ counts }) => counts.uniform),
  };
  const ratio = bitsPerEvent.network / bitsPerEvent.ngram;
  return {
    network: name,
    version: modelVersion(model),
    ngramLearntFrom,
    events,
    heads,
    bitsPerEvent,
    ratio,
    learntEvents: { network: model.training.events.train, ngram: weighted(({ learnt }) => learnt) },
    ...(ngramLearntFrom === 'training split'
      ? { goal: { ratioMax: NETWORK_RATIO_MAX, met: ratio <= NETWORK_RATIO_MAX } }
      : {}),
  };
}

function count(sequences: readonly { readonly length: number }[]): number {
  return sequences.reduce((sum, { length }) => sum + length, 0);
}

/** A network's report as tables for a terminal. */
export function networkText(report: NetworkReport): string {
  const { heads, bitsPerEvent, ratio, goal, learntEvents } = report;
  const table = textTable([
    ['bits per event', 'network', 'n-gram', 'ratio', 'order, history'],
    ...heads.map(({ head, network, ngram, ngramOrders }) => [
      head,
      ...[network, ngram, network / ngram].map((value) => cell(value)),
      ngramOrders.join(' | '),
    ]),
    ['all heads', ...[bitsPerEvent.network, bitsPerEvent.ngram, ratio].map((value) => cell(value)), ''],
  ]);
  return [
    `${report.network} ${report.version}, ${report.events} events; the n-gram learnt from: ${report.ngramLearntFrom}`,
    table,
    `as often as in training: ${cell(bitsPerEvent.unigram)}; all alike: ${cell(bitsPerEvent.uniform)}`,
    `learnt from: the network ${learntEvents.network} events, the n-gram ${Math.round(learntEvents.ngram)}`,
    goal === undefined
      ? 'no goal: the n-gram learnt from this folder alone, and the less music there is the weaker it is'
      : `goal: at most ${cell(goal.ratioMax, 2)} of the n-gram's bits: ${goal.met ? 'pass' : 'MISS'} (${cell(ratio)})`,
  ].join('\n');
}
