import { describe, expect, it } from 'vitest';

import { ngramBaseline } from '../../src/model/ngram-baseline.ts';
import { wittenBell, type NgramColumn } from '../../src/model/ngram.ts';
import type { TokenSequence } from '../../src/model/token-sequence.ts';
import { seededRandom } from '../../src/random/index.ts';

/** A row of tokens, each with the `depth` tokens before it; 0 stands before the beginning, so symbols are tokens + 1. */
function column(tokens: readonly number[], depth: number): NgramColumn {
  return {
    targets: Int32Array.from(tokens),
    contexts: Array.from({ length: depth }, (_, back) =>
      Int32Array.from(tokens, (_, i) => (tokens[i - back - 1] ?? -1) + 1),
    ),
  };
}

describe('wittenBell', () => {
  it('gives the probabilities that a person computes', () => {
    // Heard: a b a a. Asked: b after a, c after a, a after b, then a after c.
    const train = column([0, 1, 0, 0], 1);
    const asked: NgramColumn = { targets: Int32Array.of(1, 2, 0, 0), contexts: [Int32Array.of(1, 1, 2, 3)] };
    const [alone, after] = wittenBell(3, train, asked);
    // Without context: 4 tokens of 2 kinds over thirds, so p(a) = (3 + 2/3) / 6, p(b) = (1 + 2/3) / 6, p(c) = (2/3) / 6.
    const [a, b, c] = [11 / 18, 5 / 18, 1 / 9];
    expect([...(alone ?? [])].map((p) => p.toFixed(9))).toEqual([b, c, a, a].map((p) => p.toFixed(9)));
    // After a came b and a; after b came a; c was never heard.
    const expected = [(1 + 2 * b) / 4, (2 * c) / 4, (1 + a) / 2, a];
    expect([...(after ?? [])].map((p) => p.toFixed(9))).toEqual(expected.map((p) => p.toFixed(9)));
  });

  it('shares out exactly 1, after any context and at every length of it', () => {
    const random = seededRandom(3);
    const heard = Array.from({ length: 400 }, () => Math.floor(random() ** 2 * 5));
    const size = 6;
    for (const past of [[], [0], [1, 0, 0], [5, 5, 5], [4, 3, 0, 1]]) {
      const sums = new Float64Array(5);
      for (let token = 0; token < size; token += 1) {
        const levels = wittenBell(size, column(heard, 4), column([...past, token], 4));
        levels.forEach((level, depth) => (sums[depth] = (sums[depth] ?? 0) + (level.at(-1) ?? 0)));
      }
      for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
    }
  });

  it('knows nothing without training', () => {
    const levels = wittenBell(8, column([], 2), column([1, 2, 3], 2));
    expect(levels.map((level) => [...level])).toEqual(Array.from({ length: 3 }, () => [1 / 8, 1 / 8, 1 / 8]));
  });
});

/** Two heads: the first repeats after three events, the second is told by the first. */
function sequence(length: number, from: number): TokenSequence {
  const first = Int32Array.from({ length }, (_, step) => [0, 0, 1, 0, 2][(from + step) % 5] ?? 0);
  return { length, inputs: [], targets: [first, first.map((token) => 3 - token)] };
}

const HEADS = {
  heads: [
    { name: 'first', size: 4, feeds: '' },
    { name: 'second', size: 4, feeds: '' },
  ],
};

describe('ngramBaseline', () => {
  it('finds the order that a rule needs, and uses what the chain tells', () => {
    const train = Array.from({ length: 40 }, (_, index) => sequence(40 + index, index));
    const [first, second] = ngramBaseline(HEADS, { train, validation: [sequence(60, 1)], measured: [sequence(50, 3)] });
    // 0 may be followed by 0, 1 or 2; with one event more the rule is known.
    expect(first?.order).toBeGreaterThanOrEqual(3);
    expect(first?.bitsPerEvent).toBeLessThan(0.15);
    expect(second).toMatchObject({ head: 'second' });
    expect(second?.bitsPerEvent).toBeLessThan(0.02);
  });

  it('does not take a sequence for the past of the next one', () => {
    const alone = (token: number): TokenSequence => ({
      length: 1,
      inputs: [],
      targets: [Int32Array.of(token), Int32Array.of(0)],
    });
    const train = Array.from({ length: 30 }, (_, index) => alone(index % 2));
    const [first] = ngramBaseline(HEADS, { train, validation: train, measured: [alone(0), alone(1)] });
    // Joined, the alternation would be told for certain.
    expect(first?.bitsPerEvent).toBeGreaterThan(0.99);
  });
});
