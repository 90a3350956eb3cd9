/** Tokens to be told, each with what came before it. */
export interface NgramColumn {
  readonly targets: Int32Array;
  /** One row for each step that is looked back, the nearest first; symbols from 0. */
  readonly contexts: readonly Int32Array[];
}

/** A context that the training data does not have. */
const UNSEEN = -1;

/**
 * An interpolated n-gram: the probability of each token of `measured`, once for every length of context from 0 to
 * `contexts.length`. With c(h, w) counted in `train`, T(h) the different tokens seen after the context h, and h' the context without
 * its farthest symbol: p(w | h) = (c(h, w) + T(h) p(w | h')) / (c(h) + T(h)), method C of Witten and Bell ("The zero-frequency
 * problem", IEEE Transactions on Information Theory 37, 1991). Below the empty context lie `size` tokens that are all alike.
 * The counts of one length at a time are kept: memory does not grow with the longest context.
 */
export function wittenBell(size: number, train: NgramColumn, measured: NgramColumn): readonly Float64Array[] {
  let seen: Int32Array<ArrayBufferLike> = new Int32Array(train.targets.length);
  let asked: Int32Array<ArrayBufferLike> = new Int32Array(measured.targets.length);
  let known = new Float64Array(measured.targets.length).fill(1 / size);
  const levels: Float64Array[] = [];
  for (let depth = 0; depth <= train.contexts.length; depth += 1) {
    if (depth > 0) {
      const symbols = [train.contexts[depth - 1], measured.contexts[depth - 1]] as const;
      ({ seen, asked } = lengthened(seen, asked, symbols[0] ?? new Int32Array(), symbols[1] ?? new Int32Array()));
    }
    known = blended(
      size,
      { contexts: seen, tokens: train.targets },
      { contexts: asked, tokens: measured.targets },
      known,
    );
    levels.push(known);
  }
  return levels;
}

/** Numbers the contexts that are one symbol longer. */
function lengthened(seen: Int32Array, asked: Int32Array, seenSymbols: Int32Array, askedSymbols: Int32Array) {
  const span = 1 + seenSymbols.reduce((most, symbol) => Math.max(most, symbol), 0);
  const numbers = new Map<number, number>();
  const longerSeen = seen.map((context, index) => {
    const key = context * span + (seenSymbols[index] ?? 0);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  const longerAsked = asked.map((context, index) => {
    const symbol = askedSymbols[index] ?? 0;
    return context === UNSEEN || symbol >= span ? UNSEEN : (numbers.get(context * span + symbol) ?? UNSEEN);
  });
  return { seen: longerSeen, asked: longerAsked };
}

interface Occurrences {
  readonly contexts: Int32Array;
  readonly tokens: Int32Array;
}

/** One step of the interpolation: from p(w | h') to p(w | h). */
function blended(size: number, train: Occurrences, measured: Occurrences, shorter: Float64Array) {
  const contexts = 1 + train.contexts.reduce((most, context) => Math.max(most, context), -1);
  const counts = new Int32Array(contexts);
  const kinds = new Int32Array(contexts);
  const pairs = new Map<number, number>();
  train.contexts.forEach((context, index) => {
    const key = context * size + (train.tokens[index] ?? 0);
    const before = pairs.get(key) ?? 0;
    pairs.set(key, before + 1);
    counts[context] = (counts[context] ?? 0) + 1;
    if (before === 0) kinds[context] = (kinds[context] ?? 0) + 1;
  });
  return shorter.map((probability, index) => {
    const context = measured.contexts[index] ?? UNSEEN;
    const count = counts[context] ?? 0;
    const kind = kinds[context] ?? 0;
    if (count === 0) return probability;
    const pair = pairs.get(context * size + (measured.tokens[index] ?? 0)) ?? 0;
    return (pair + kind * probability) / (count + kind);
  });
}
