import type { Architecture, Head, InputField } from './architecture.ts';
import type { TokenSequence } from './token-sequence.ts';

/** A list of values in a fixed order; their places are a network's tokens. */
export interface Vocabulary<T> {
  readonly values: readonly T[];
  /** The token of a value. Throws a RangeError for a value that is not in the list. */
  token(value: T): number;
  /** The value of a token. Throws a RangeError when there is none. */
  value(token: number): T;
  /** The token for "nothing yet": the one behind the last. Only inputs know it. */
  readonly none: number;
}

/** A vocabulary over a list of values without doubles. */
export function vocabulary<T extends string | number>(values: readonly T[]): Vocabulary<T> {
  const tokens = new Map(values.map((value, token) => [value, token]));
  return {
    values,
    none: values.length,
    token(value) {
      const token = tokens.get(value);
      if (token === undefined) throw new RangeError(`${value} is not in the vocabulary`);
      return token;
    },
    value(token) {
      const value = values[token];
      if (value === undefined) throw new RangeError(`no token ${token}`);
      return value;
    },
  };
}

/** How a kind of music becomes tokens: its fields, and the words behind the tokens, which a model file repeats. */
export interface Codec {
  /** Raised when the meaning of tokens changes: models of another version don't fit. */
  readonly version: number;
  readonly inputs: readonly InputField[];
  readonly heads: readonly Head[];
  readonly vocabularies: Readonly<Record<string, readonly (string | number)[]>>;
}

/** A network for a codec. */
export function architectureFor(
  codec: Codec,
  size: { readonly layers: number; readonly hidden: number },
): Architecture {
  return { inputs: codec.inputs, layers: size.layers, hidden: size.hidden, heads: codec.heads };
}

/** One step of a sequence: a value for each input, and the answer of each head. */
export interface TokenRow {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
}

/** Steps as the columns of a training sequence. */
export function toSequence(rows: readonly TokenRow[], codec: Codec): TokenSequence {
  return {
    length: rows.length,
    inputs: codec.inputs.map((_, field) => Int32Array.from(rows, (row) => row.inputs[field] ?? 0)),
    targets: codec.heads.map((_, head) => Int32Array.from(rows, (row) => row.targets[head] ?? 0)),
  };
}
