import { describe, expect, it } from 'vitest';

import { compareSets, type FeaturePoint } from '../../src/evaluate/compare-sets.ts';
import { compareDensities } from '../../src/evaluate/density.ts';
import { seededRandom } from '../../src/random/index.ts';

function points(seed: number, count: number, centre: number, prefix = 'song'): readonly FeaturePoint[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix} ${seed}-${index}`,
    values: [centre + random() + random() + random()],
  }));
}

describe('compareDensities', () => {
  it('gives 1 and 0 for equal rows, in any order', () => {
    const { overlap, divergence } = compareDensities([1, 2, 2, 5], [5, 2, 1, 2]);
    expect(overlap).toBeCloseTo(1, 9);
    expect(divergence).toBeCloseTo(0, 9);
  });

  it('gives no overlap where the rows do not meet, and a divergence that is a number', () => {
    const { overlap, divergence } = compareDensities([0, 0.1, 0.2], [100, 100.1, 100.2]);
    expect(overlap).toBeLessThan(0.01);
    expect(divergence).toBeGreaterThan(5);
    expect(divergence).toBeLessThan(40);
  });

  it('comes near the overlap of two normal densities', () => {
    // Two standard normals d apart share twice the area beyond d / 2: erfc(d / (2 sqrt 2)) = 0.6171 for d = 1.
    const row = (shift: number): readonly number[] =>
      Array.from({ length: 2000 }, (_, index) => shift + quantile((index + 0.5) / 2000));
    expect(compareDensities(row(0), row(1)).overlap).toBeCloseTo(0.617, 1);
    // The divergence of normals of one width is d squared / 2 nats.
    expect(compareDensities(row(0), row(1)).divergence).toBeCloseTo(0.5 / Math.LN2, 0);
  });

  it('can compare rows that do not vary', () => {
    expect(compareDensities([3, 3], [3, 3]).overlap).toBeCloseTo(1, 9);
    expect(compareDensities([3, 3], [4, 4]).overlap).toBeLessThan(0.01);
    expect(compareDensities([], [1]).overlap).toBeNaN();
  });
});

describe('compareSets', () => {
  it('finds a set equal to itself', () => {
    const songs = points(1, 40, 0);
    const { overlap, divergence } = compareSets(songs, songs);
    expect(overlap).toBeCloseTo(1, 9);
    expect(divergence).toBeCloseTo(0, 9);
  });

  it('finds songs of one kind alike, of another kind less so the farther it is', () => {
    const reference = points(1, 80, 0);
    const overlap = (centre: number): number => compareSets(points(2, 60, centre), reference).overlap;
    expect(overlap(0)).toBeGreaterThan(0.9);
    expect(overlap(1)).toBeLessThan(overlap(0));
    expect(overlap(4)).toBeLessThan(0.2);
  });

  it('leaves out songs in which there is nothing to count', () => {
    const songs = points(1, 20, 0);
    const empty: FeaturePoint = { id: 'empty', values: [Number.NaN] };
    expect(compareSets([...songs, empty, { id: 'none', values: [] }], songs)).toEqual(compareSets(songs, songs));
    expect(compareSets([empty], songs).overlap).toBeNaN();
  });
});

/** The standard normal's quantile by bisection over its distribution, summed in small steps. */
function quantile(share: number): number {
  let [low, high] = [-6, 6];
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    if (distribution(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The standard normal's distribution, by its Taylor series about 0: exact enough within 6 deviations. */
function distribution(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 120; n += 1) {
    term *= (-x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}
