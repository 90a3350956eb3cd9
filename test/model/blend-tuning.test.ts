import { describe, expect, it } from 'vitest';

import { balance } from '../../src/model/blend-tuning.ts';
import type { TokenSequence } from '../../src/model/index.ts';

function sequence(length: number): TokenSequence {
  return { length, inputs: [Int32Array.from({ length }, (_, index) => index)], targets: [new Int32Array(length)] };
}

const events = (sequences: readonly TokenSequence[]): number => sequences.reduce((sum, { length }) => sum + length, 0);

describe('balance', () => {
  it('lets each source be heard about equally much', () => {
    const heard = balance([[sequence(50)], [sequence(150), sequence(160)]]);
    expect(events(heard.filter(({ length }) => length === 50))).toBe(300);
    expect(events(heard)).toBe(610);
  });

  it('cuts a giant, and repeats a short one only some times', () => {
    const heard = balance([[sequence(1_000_000)], [sequence(10)]]);
    expect(events(heard)).toBe(6000 + 80);
    expect(heard[0]?.inputs[0]).toHaveLength(6000);
  });

  it('leaves out sources that hold nothing', () => {
    expect(balance([[], [sequence(0)]])).toEqual([]);
    expect(events(balance([[], [sequence(20)]]))).toBe(20);
  });
});
