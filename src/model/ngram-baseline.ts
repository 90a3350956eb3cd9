import type { Architecture } from './architecture.ts';
import { wittenBell, type NgramColumn } from './ngram.ts';
import type { TokenSequence } from './token-sequence.ts';

/** The longest n-gram that is tried, in events: the one that is told and seven before it. */
export const NGRAM_ORDER_MAX = 8;

/** What of the events before an n-gram looks at: the values of the head it tells alone, or those of all heads. */
export type NgramHistory = 'own' | 'all';

/** The n-gram that told one head best. */
export interface HeadNgram {
  readonly head: string;
  /** Events, the one that is told among them: 1 knows only what the heads before it chose. */
  readonly order: number;
  readonly history: NgramHistory;
  /** On the measured sequences. */
  readonly bitsPerEvent: number;
}

/**
 * What n-grams make of the tokens of a network, head by head in the network's own chain: each head is told from the heads before it
 * in the event and from the events before. For each head the order, 1 to {@link NGRAM_ORDER_MAX}, and the history are chosen on
 * `validation`, then measured on `measured`. Sequences are not joined. Figures are NaN where there is nothing to measure.
 */
export function ngramBaseline(
  architecture: Pick<Architecture, 'heads'>,
  data: {
    readonly train: readonly TokenSequence[];
    readonly validation: readonly TokenSequence[];
    readonly measured: readonly TokenSequence[];
  },
): readonly HeadNgram[] {
  const { train, validation, measured } = data;
  const border = events(validation);
  const total = border + events(measured);
  return architecture.heads.map(({ name, size }, head) => {
    const tried = (['own', 'all'] as const).flatMap((history) => {
      const levels = wittenBell(
        size,
        column(train, head, history),
        column([...validation, ...measured], head, history),
      );
      const perEvent = history === 'own' ? 1 : architecture.heads.length;
      return Array.from({ length: NGRAM_ORDER_MAX }, (_, back) => {
        const level = levels[head + back * perEvent] ?? new Float64Array();
        return {
          head: name,
          order: back + 1,
          history,
          onValidation: meanBits(level, 0, border),
          bitsPerEvent: meanBits(level, border, total),
        };
      });
    });
    const best = tried.reduce((least, next) => (next.onValidation < least.onValidation ? next : least));
    return { head: best.head, order: best.order, history: best.history, bitsPerEvent: best.bitsPerEvent };
  });
}

function events(sequences: readonly TokenSequence[]): number {
  return sequences.reduce((sum, { length }) => sum + length, 0);
}

function meanBits(probabilities: Float64Array, from: number, to: number): number {
  let bits = 0;
  for (let index = from; index < to; index += 1) bits -= Math.log2(probabilities[index] ?? 1);
  return bits / (to - from);
}

/** What a head answered, and before it: the heads before it in the chain, then event by event what the history shows. */
function column(sequences: readonly TokenSequence[], head: number, history: NgramHistory): NgramColumn {
  const heads = sequences[0]?.targets.length ?? 0;
  const earlier = Array.from({ length: head }, (_, step) => ({ head: head - 1 - step, back: 0 }));
  const others = Array.from({ length: heads }, (_, index) => index).filter((index) => index !== head);
  const shown = history === 'own' ? [head] : [head, ...others];
  const before = Array.from({ length: NGRAM_ORDER_MAX - 1 }, (_, step) => step + 1);
  const places = [...earlier, ...before.flatMap((back) => shown.map((index) => ({ head: index, back })))];
  return {
    targets: joined(sequences, ({ targets }) => targets[head] ?? new Int32Array()),
    contexts: places.map((place) =>
      // 0 is "before the beginning".
      joined(sequences, ({ targets, length }) =>
        Int32Array.from({ length }, (_, index) => (targets[place.head]?.[index - place.back] ?? -1) + 1),
      ),
    ),
  };
}

function joined(sequences: readonly TokenSequence[], row: (sequence: TokenSequence) => Int32Array): Int32Array {
  const whole = new Int32Array(events(sequences));
  let offset = 0;
  for (const sequence of sequences) {
    whole.set(row(sequence), offset);
    offset += sequence.length;
  }
  return whole;
}
