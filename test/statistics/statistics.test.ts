import { describe, expect, test } from 'vitest';
import {
  alwaysValidP,
  logGamma,
  newcombe,
  probabilityAbove,
  sampleOf,
  spearman,
  stayingAt,
  survivalCurve,
  wilson,
} from '../../src/statistics/index.ts';
import { seededRandom } from '../../src/random/index.ts';

const of = (successes: number, trials: number) => ({ successes, trials });

describe('shares', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('Wilson interval of %i of %i as published', (successes, trials, low, high) => {
    const interval = wilson(of(successes, trials));
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('without a trial a share may be anything', () => {
    expect(wilson(of(0, 0))).toEqual({ low: 0, high: 1 });
    expect(newcombe(of(0, 0), of(1, 2))).toBeUndefined();
  });

  // Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])('difference of %i/%i and %i/%i as published', (a, ofA, b, ofB, low, high) => {
    const found = newcombe(of(a, ofA), of(b, ofB));
    expect(found?.difference).toBeCloseTo(a / ofA - b / ofB, 10);
    expect(found?.low).toBeCloseTo(low, 4);
    expect(found?.high).toBeCloseTo(high, 4);
  });

  // By numerical integration of the two densities (SciPy 1.17, integrate.quad).
  test.each([
    [56, 70, 48, 80, 0.9959295389768578],
    [3, 10, 9, 10, 0.0037593984962406],
    [0, 0, 0, 0, 0.5],
    [0, 0, 5, 5, 1 / 7],
    [620, 1000, 600, 1000, 0.8202659212247847],
  ])('P(%i/%i above %i/%i) as integrated', (a, ofA, b, ofB, probability) => {
    expect(probabilityAbove(of(a, ofA), of(b, ofB))).toBeCloseTo(probability, 9);
    expect(probabilityAbove(of(b, ofB), of(a, ofA))).toBeCloseTo(1 - probability, 9);
  });

  test('logGamma', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  });
});

/** Weeks of remission under 6-MP (Freireich et al., Blood 21, 1963): the standard example; negative ones are censored. */
const REMISSIONS = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];

describe('survival', () => {
  test('curve, standard errors and intervals of the standard example', () => {
    const curve = survivalCurve(REMISSIONS.map((weeks) => ({ from: 0, to: Math.abs(weeks), left: weeks > 0 })));
    expect(curve.map(({ at, atRisk, left }) => [at, atRisk, left])).toEqual([
      [6, 21, 3],
      [7, 17, 1],
      [10, 15, 1],
      [13, 12, 1],
      [16, 11, 1],
      [22, 7, 1],
      [23, 6, 1],
    ]);
    const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(4)));
    expect(rounded(curve.map(({ staying }) => staying))).toEqual([
      0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482,
    ]);
    // Greenwood's errors as Collett, "Modelling Survival Data", and R's survfit print them.
    expect(rounded(curve.map(({ error }) => error))).toEqual([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]);
    // SciPy 1.17, stats.ecdf, confidence_interval(method='log-log').
    expect(rounded(curve.map(({ low }) => low))).toEqual([0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]);
    expect(rounded(curve.map(({ high }) => high))).toEqual([0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]);
    expect(stayingAt(curve, 5).staying).toBe(1);
    expect(stayingAt(curve, 12).staying).toBeCloseTo(0.7529, 4);
  });

  test('who comes late counts only from then on', () => {
    const curve = survivalCurve([
      { from: 0, to: 10, left: true },
      { from: 0, to: 30, left: false },
      { from: 20, to: 40, left: true },
      { from: 5, to: 5, left: true },
    ]);
    expect(curve.map(({ at, atRisk, staying }) => [at, atRisk, staying])).toEqual([
      [10, 2, 0.5],
      [40, 1, 0],
    ]);
    expect(curve[1]).toMatchObject({ low: 0, high: 0, error: 0 });
  });

  test('nobody left', () => {
    expect(survivalCurve([{ from: 0, to: 60, left: false }])).toEqual([]);
    expect(stayingAt([], 30)).toEqual({ staying: 1, low: 1, high: 1 });
  });
});

describe('rank correlation', () => {
  test('the textbook example of IQ and hours of television', () => {
    const iq = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17];
    const found = spearman(iq.map((value, index) => [value, hours[index]!]));
    expect(found?.rho).toBeCloseTo(-29 / 165, 12);
    expect(found?.low).toBeCloseTo(-0.72783, 5);
    expect(found?.high).toBeCloseTo(0.514547, 5);
  });

  test('ties share their ranks, as SciPy has it', () => {
    const y = [2, 1, 3, 3, 5, 4, 7, 7];
    const found = spearman([1, 2, 2, 3, 4, 5, 5, 6].map((value, index) => [value, y[index]!]));
    expect(found?.rho).toBeCloseTo(0.8902439024390245, 12);
  });

  test('too few pairs, or nothing that varies', () => {
    expect(
      spearman([
        [1, 2],
        [2, 3],
        [3, 4],
      ]),
    ).toBeUndefined();
    expect(
      spearman([
        [1, 2],
        [2, 2],
        [3, 2],
        [4, 2],
      ]),
    ).toBeUndefined();
  });
});

describe('a test that may be looked at after each vote', () => {
  test('two same arms look different at any of 300 looks in at most 5 of 100 runs; a real difference is found', () => {
    const random = seededRandom(11);
    const alarms = (difference: number) => {
      let count = 0;
      for (let run = 0; run < 200; run += 1) {
        const a: number[] = [];
        const b: number[] = [];
        let smallest = 1;
        for (let look = 0; look < 300; look += 1) {
          a.push(random() < 0.5 + difference ? 1 : 0);
          b.push(random() < 0.5 ? 1 : 0);
          if (look >= 29 && look % 5 === 0) smallest = Math.min(smallest, alwaysValidP(sampleOf(a), sampleOf(b), 0.1));
        }
        if (smallest < 0.05) count += 1;
      }
      return count / 200;
    };
    expect(alarms(0)).toBeLessThanOrEqual(0.05);
    expect(alarms(0.2)).toBeGreaterThan(0.9);
  });

  test('nothing to compare', () => {
    expect(alwaysValidP(sampleOf([1]), sampleOf([0, 1]), 0.1)).toBe(1);
    expect(alwaysValidP(sampleOf([1, 1]), sampleOf([0, 0]), 0.1)).toBe(1);
  });
});
