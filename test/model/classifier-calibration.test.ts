import { describe, expect, it } from 'vitest';

import {
  calibrated,
  expectedCalibrationError,
  fitCalibration,
  type Judged,
} from '../../src/model/classifier-calibration.ts';
import { balancedAccuracy, confusion } from '../../src/model/classifier-measures.ts';
import { seededRandom } from '../../src/random/index.ts';

/** Logits three times too sure of themselves and one too high. */
function overconfident(count: number): readonly Judged[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () => {
    const truth = random() * 8 - 4;
    return { logit: 3 * truth + 1, isEdm: random() < 1 / (1 + Math.exp(-truth)), weight: 1 };
  });
}

describe('a calibration', () => {
  it('finds by how much logits are too sure, and mends the error', () => {
    const judged = overconfident(20_000);
    const fitted = fitCalibration(judged, { edm: 10_000, classical: 10_000 });
    expect(fitted.slope).toBeCloseTo(1 / 3, 1);
    expect(fitted.offset).toBeCloseTo(-1 / 3, 1);
    const before = expectedCalibrationError(judged, { slope: 1, offset: 0 });
    const after = expectedCalibrationError(judged, fitted);
    expect(before).toBeGreaterThan(0.1);
    expect(after).toBeLessThan(0.02);
  });

  it('stays finite when nothing is mistaken, and is surer the more songs say so', () => {
    const judged = [-9, -8, 7, 9].map((logit) => ({ logit, isEdm: logit > 0, weight: 1 }));
    const few = fitCalibration(judged, { edm: 2, classical: 2 });
    const many = fitCalibration(judged, { edm: 200, classical: 200 });
    expect(calibrated(few, 9)).toBeGreaterThan(0.5);
    expect(calibrated(few, 9)).toBeLessThan(0.9);
    expect(calibrated(many, 9)).toBeGreaterThan(0.97);
    expect(calibrated(many, 9)).toBeLessThan(1);
  });

  it('never turns a lower logit into a higher probability of the useful kind', () => {
    const fitted = fitCalibration(overconfident(500), { edm: 250, classical: 250 });
    const rising = [-5, -1, 0, 1, 5].map((logit) => calibrated(fitted, logit));
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
  });

  it('has an error of nothing when sure and right, and of all when sure and wrong', () => {
    const sure = { slope: 100, offset: 0 };
    const right = [-1, 1].map((logit) => ({ logit, isEdm: logit > 0, weight: 0.5 }));
    const wrong = right.map((one) => ({ ...one, isEdm: !one.isEdm }));
    expect(expectedCalibrationError(right, sure)).toBeCloseTo(0, 6);
    expect(expectedCalibrationError(wrong, sure)).toBeCloseTo(1, 6);
  });
});

describe('balanced accuracy', () => {
  it('is the mean of the genres, however many songs each has', () => {
    const counts = confusion([
      ['EDM', 'EDM'],
      ['EDM', 'Classical'],
      ...Array.from({ length: 8 }, () => ['Classical', 'Classical'] as const),
    ]);
    expect(counts).toEqual([
      [8, 0],
      [1, 1],
    ]);
    expect(balancedAccuracy(counts)).toBe(0.75);
    expect(balancedAccuracy(confusion([['EDM', 'EDM']]))).toBeUndefined();
  });
});
