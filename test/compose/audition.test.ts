import { describe, expect, test } from 'vitest';
import { audition } from '../../src/compose/audition.ts';
import { countMisses, gateMiss, gatesFor, missedGates } from '../../src/compose/gates.ts';

describe('audition', () => {
  test('takes the first without faults and counts those before it', () => {
    const asked: number[] = [];
    const ask = (attempt: number) => {
      asked.push(attempt);
      return attempt;
    };
    expect(audition(ask, (take) => (take === 2 ? 0 : 1), 5)).toEqual({ take: 2, rejections: 2 });
    expect(asked).toEqual([0, 1, 2]);
  });

  test('keeps the best when none is without faults', () => {
    const faults = [3, 1, 2, 1];
    expect(
      audition(
        (attempt) => attempt,
        (take) => faults[take] ?? 9,
        4,
      ),
    ).toEqual({ take: 1, rejections: 3 });
  });
});

describe('gateMiss', () => {
  const metrics = {
    scaleConsistency: 0.9,
    pitchClassEntropy: 2.5,
    grooveConsistency: 0.9,
    barsRepeated: 0,
    emptyBeats: 0.2,
  };

  test('is nothing when all gates are passed', () => {
    expect(gateMiss(metrics, { pitchClassEntropy: [2.2, 2.9], grooveConsistency: [0.82, 1] })).toBe(0);
  });

  test('adds up by how much each is missed', () => {
    expect(gateMiss(metrics, { scaleConsistency: [0.95, 1] })).toBeCloseTo(0.05 / 0.95);
    expect(gateMiss(metrics, { scaleConsistency: [0.95, 1], emptyBeats: [0, 0.1] })).toBeCloseTo(0.05 / 0.95 + 1);
    expect(gateMiss({ ...metrics, grooveConsistency: Number.NaN }, { grooveConsistency: [0.82, 1] })).toBe(1);
  });

  test('names what was missed, and counts it', () => {
    const gates = { scaleConsistency: [0.95, 1], grooveConsistency: [0.82, 1], emptyBeats: [0, 0.1] } as const;
    expect(missedGates(metrics, gates)).toEqual(['scaleConsistency', 'emptyBeats']);
    const once = countMisses({}, missedGates(metrics, gates));
    expect(countMisses(once, ['emptyBeats'])).toEqual({ scaleConsistency: 1, emptyBeats: 2 });
  });

  test('no repetition is asked of a song that has no room for it', () => {
    const gates = { barsRepeated: [0.2, 0.6], emptyBeats: [0, 1] } as const;
    expect(missedGates(metrics, gatesFor(gates, 12))).toEqual([]);
    expect(missedGates(metrics, gatesFor(gates, 30))).toEqual(['barsRepeated']);
  });
});
