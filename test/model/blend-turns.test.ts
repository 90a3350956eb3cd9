import { describe, expect, it } from 'vitest';

import { takeTurns } from '../../src/model/index.ts';

describe('takeTurns', () => {
  it.each([
    [2, 12, '000011110000'],
    [3, 12, '000011112222'],
    [4, 12, '000111222333'],
    [5, 12, '001122334400'],
    [7, 12, '012345601234'],
  ])('gives each of %i sources its turn in %i bars', (sources, bars, turns) => {
    const taken = takeTurns(sources, bars).between(0, bars);
    expect(taken.map(({ from, until, source }) => String(source).repeat(until - from)).join('')).toBe(turns);
  });

  it('cuts turns to the bars that it is asked for', () => {
    expect(takeTurns(3, 12).between(6, 10)).toEqual([
      { from: 6, until: 8, source: 1 },
      { from: 8, until: 10, source: 2 },
    ]);
  });

  it('goes over from one source to the next around the bar line', () => {
    const { weightsAt } = takeTurns(2, 8);
    expect([0, 2, 3, 4, 5].map((bar) => weightsAt(bar))).toEqual([
      [1, 0],
      [1, 0],
      [0.75, 0.25],
      [0.25, 0.75],
      [0, 1],
    ]);
    const { weightsAt: manyAt } = takeTurns(5, 10);
    for (let bar = 0; bar < 20; bar += 1) {
      expect(manyAt(bar).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    }
  });
});
