import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { thompson, uniform } from '../../bench/simulation/policies.ts';
import { SCENARIOS } from '../../bench/simulation/scenarios.ts';
import { type Loss, simulate } from '../../bench/simulation/simulate.ts';
import type { Measured } from '../../bench/simulation/simulation-page.ts';

// A few seconds on an idle machine, and many on one that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

/** A quarter of `npm run simulate`, whose whole figures are in docs/simulation.md: learning takes a larger share of it. */
const PLAYS = 1200;

function sum(losses: readonly Loss[] | undefined): number {
  return losses?.reduce((total, { regret }) => total + regret, 0) ?? Number.NaN;
}

describe('listeners of known taste', () => {
  test.each(['one taste', 'three tastes', 'six trolls'])('%s: the regret of uniform choice is cut by half', (name) => {
    const scenario = SCENARIOS.find((each) => each.name === name)!;
    const learnt = simulate(scenario, (random) => thompson({ random }), { seed: 21, plays: PLAYS });
    const blind = simulate(scenario, uniform, { seed: 21, plays: PLAYS });
    expect(learnt.regret / blind.regret).toBeLessThan(0.5);
    expect(blind.againstFixed).toBeCloseTo(blind.regret, 6);
  });

  test('the figures that are kept say so of each world, and are of the worlds that there are', () => {
    const file = path.join(import.meta.dirname, '..', '..', 'docs', 'simulation.json');
    const { plays, worlds } = JSON.parse(readFileSync(file, 'utf8')) as { plays: number; worlds: readonly Measured[] };
    expect(plays).toBe(5000);
    expect(worlds.map(({ name, about }) => ({ name, about }))).toEqual(
      SCENARIOS.map(({ name, about }) => ({ name, about })),
    );
    for (const { losses } of worlds) {
      expect(sum(losses['Thompson, the radio']) / sum(losses['uniform'])).toBeLessThan(0.5);
    }
  });

  test('the same seed loses the same', () => {
    const lost = () => simulate(SCENARIOS[0]!, (random) => thompson({ random }), { seed: 5, plays: 100 });
    expect(lost()).toEqual(lost());
  });
});
