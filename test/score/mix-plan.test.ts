import { describe, expect, it } from 'vitest';
import { mixPlanSchema } from '../../src/score/index.ts';

describe('a mix plan', () => {
  it('says a desk and what is set otherwise on it', () => {
    const plan = { base: 'edm', strips: { pad: { duck: 9, pan: -0.5 } }, sum: { lowPass: 15_000 } };
    expect(mixPlanSchema.parse(plan)).toEqual(plan);
  });

  it.each([
    ['another desk', { base: 'rock' }, 'base', 'must be "lofi" or "edm"'],
    [
      'a wild number',
      { base: 'edm', strips: { pad: { duck: 99 } } },
      'strips.pad.duck',
      'must be a number from 0 to 24',
    ],
    ['a word for a number', { base: 'edm', room: { size: 'big' } }, 'room.size', 'must be a number from 0 to 1'],
    ['an unknown part', { base: 'edm', strips: { horns: {} } }, 'strips', /horns/],
    ['an unknown setting', { base: 'edm', strips: { pad: { volume: 3 } } }, 'strips.pad', /volume/],
  ])('%s is refused with its place', (_what, plan, place, message) => {
    const issues = mixPlanSchema.safeParse(plan).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join('.'))).toEqual([place]);
    expect(issues[0]?.message).toMatch(message);
  });
});
