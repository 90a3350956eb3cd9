import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitEdmTempo, nearestEdmBars, planEdmForm } from '../../../src/compose/edm/edm-form.ts';
import { barsToSeconds } from '../../../src/compose/form.ts';

const kindsOf = (bars: number) => planEdmForm(bars).map(({ kind }) => kind);

describe('a form of dance music', () => {
  test('fills its bars without gaps, whatever their number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 440 }), (bars) => {
        let at = 0;
        for (const section of planEdmForm(bars)) {
          expect(section.startBar).toBe(at);
          expect(section.bars).toBeGreaterThan(0);
          at += section.bars;
        }
        expect(at).toBe(bars);
      }),
    );
  });

  test('has build, drop, break and drop in a song of 20 seconds, and an intro and a second build from 28 bars on', () => {
    expect(kindsOf(8)).toEqual(['build', 'drop', 'break', 'drop', 'outro']);
    expect(kindsOf(16)).toEqual(['build', 'drop', 'break', 'drop', 'outro']);
    expect(kindsOf(28)).toEqual(['intro', 'build', 'drop', 'break', 'build', 'drop', 'outro']);
    expect(kindsOf(96)).toEqual(['intro', 'build', 'drop', 'break', 'build', 'drop', 'outro']);
    expect(kindsOf(136).filter((kind) => kind === 'drop')).toHaveLength(3);
  });

  test('is in sections of 4, 8 and 16 bars but for the outro, from 24 bars on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 110 }), (fours) => {
        const sections = planEdmForm(fours * 4).slice(0, -1);
        for (const { bars } of sections) expect([4, 8, 16]).toContain(bars);
      }),
    );
  });

  test('has its most energy in the drops and its least in the breaks, and less when less is asked for', () => {
    const energies = (energy: number) =>
      new Map(planEdmForm(64, energy).map((section) => [section.kind, section.energy]));
    const [low, middle] = [energies(0.1), energies(0.5)];
    for (const [kind, energy] of middle) {
      if (kind !== 'drop') expect(energy).toBeLessThan(middle.get('drop') ?? 0);
      if (kind !== 'break') expect(energy).toBeGreaterThan(middle.get('break') ?? 1);
      expect(low.get(kind)).toBeLessThan(energy);
    }
  });
});

test('a tempo is found at which groups of four bars are about as long as wished', () => {
  for (const range of [
    [120, 128],
    [170, 176],
  ] as const) {
    for (const seconds of [20, 60, 75, 90, 180, 300]) {
      const tempo = fitEdmTempo((range[0] + range[1]) / 2, range, seconds);
      expect(tempo).toBeGreaterThanOrEqual(range[0]);
      expect(tempo).toBeLessThanOrEqual(range[1]);
      const bars = nearestEdmBars(seconds, tempo);
      expect(bars % 4).toBe(0);
      expect(Math.abs(barsToSeconds(bars, tempo) - seconds)).toBeLessThanOrEqual(Math.max(2.5, seconds * 0.02));
    }
  }
  expect(fitEdmTempo(113.3, [111.6, 119.04], 75) % 1).toBe(0);
  expect(fitEdmTempo(111.5, [111.2, 111.8], 75)).toBe(112);
  // At a tempo that dance music doesn't have, four bars are too coarse.
  expect(nearestEdmBars(75, 60)).toBe(18);
});
