import { describe, expect, it } from 'vitest';

import { lessonsOf } from '../../src/model/blend-tuning.ts';
import type { TokenSequence } from '../../src/model/index.ts';

function sequence(length: number): TokenSequence {
  return { length, inputs: [Int32Array.from({ length }, (_, index) => index)], targets: [new Int32Array(length)] };
}

const events = (sequences: readonly TokenSequence[]): number => sequences.reduce((sum, { length }) => sum + length, 0);

describe('lessonsOf', () => {
  it('cuts long music', () => {
    const heard = lessonsOf([sequence(4000), sequence(4000), sequence(10)], 6000);
    expect(heard.map(({ length }) => length)).toEqual([4000, 2000]);
    expect(heard[1]?.inputs[0]).toHaveLength(2000);
  });

  it('lets short music be heard again, but only some times', () => {
    expect(events(lessonsOf([sequence(150), sequence(160)], 1000))).toBe(930);
    expect(events(lessonsOf([sequence(10)], 6000))).toBe(80);
  });

  it('has nothing of a source that holds nothing', () => {
    expect(lessonsOf([], 100)).toEqual([]);
    expect(lessonsOf([sequence(0)], 100)).toEqual([]);
  });
});
