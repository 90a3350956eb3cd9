import { describe, expect, it } from 'vitest';

import { adamState, adamStep, cosineRate } from '../../src/model/adam.ts';

describe('adamStep', () => {
  it('moves by the rate in its first step, whatever the size of the gradient', () => {
    const parameters = new Map([['a', Float32Array.from([1, 1, 1])]]);
    adamStep(parameters, new Map([['a', Float32Array.from([0.001, -0.5, 0])]]), adamState(parameters), 0.1, 10);
    const [first, second, third] = parameters.get('a') ?? [];
    expect(first).toBeCloseTo(0.9, 4);
    expect(second).toBeCloseTo(1.1, 4);
    expect(third).toBe(1);
  });

  it('finds the bottom of a bowl', () => {
    const parameters = new Map([['x', Float32Array.from([3, -2])]]);
    const state = adamState(parameters);
    for (let step = 0; step < 500; step += 1) {
      const gradient = (parameters.get('x') ?? new Float32Array()).map((value) => 2 * (value - 1));
      adamStep(parameters, new Map([['x', gradient]]), state, 0.05, 100);
    }
    for (const value of parameters.get('x') ?? []) expect(value).toBeCloseTo(1, 2);
  });

  it('shortens a long gradient over all weights together, and tells how long it was', () => {
    const run = (scale: number): readonly [number, number] => {
      const parameters = new Map([
        ['a', new Float32Array(1)],
        ['b', new Float32Array(1)],
      ]);
      const state = adamState(parameters);
      const gradients = new Map([
        ['a', Float32Array.of(3 * scale)],
        ['b', Float32Array.of(4 * scale)],
      ]);
      const length = adamStep(parameters, gradients, state, 0.1, 5);
      return [length, state.mean.get('b')?.[0] ?? NaN];
    };
    expect(run(1)[0]).toBeCloseTo(5, 6);
    expect(run(100)[0]).toBeCloseTo(500, 3);
    expect(run(100)[1]).toBeCloseTo(run(1)[1], 6);
    expect(run(0.5)[1]).toBeCloseTo(run(1)[1] / 2, 6);
  });
});

describe('cosineRate', () => {
  it('falls from the peak to a twentieth of it', () => {
    expect(cosineRate(2, 0)).toBe(2);
    expect(cosineRate(2, 0.5)).toBeCloseTo(1.05, 6);
    expect(cosineRate(2, 1)).toBeCloseTo(0.1, 6);
    expect(cosineRate(2, 7)).toBeCloseTo(0.1, 6);
  });
});
