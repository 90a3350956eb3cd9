import { expect, test } from 'vitest';
import { Cadence, LEAD_MILLISECONDS } from '../../../src/discord/post/cadence.ts';

/** When packets leave that are handed over at some times. */
function leaving(times: readonly number[]): readonly (number | undefined)[] {
  const cadence = new Cadence();
  return times.map((time) => cadence.next(time));
}

test('the first packet waits for the lead, and each leaves 20 ms after the one before, however unsteadily they come', () => {
  const steady = [0, 20, 40, 60, 80].map((time) => time + LEAD_MILLISECONDS);
  expect(leaving([0, 20, 40, 60, 80])).toEqual(steady);
  expect(leaving([0, 33, 41, 75, 80])).toEqual(steady);
  expect(leaving([0, 100, 100, 100, 100])).toEqual(steady);
});

test('what comes a little too late leaves at once, and no burst follows', () => {
  const late = LEAD_MILLISECONDS + 50;
  const [, ...after] = leaving([0, late, late, late, late + 1]);
  expect(after).toEqual([late, late + 20, late + 40, late + 60]);
});

test('after a long pause it begins anew, with its lead', () => {
  const later = 5000;
  expect(leaving([0, later, later + 20])).toEqual([
    LEAD_MILLISECONDS,
    later + LEAD_MILLISECONDS,
    later + 20 + LEAD_MILLISECONDS,
  ]);
});

test('a lead that has grown too long is cut, packet by packet', () => {
  const burst = leaving(Array.from({ length: 30 }, () => 0));
  const kept = burst.filter((due) => due !== undefined);
  expect(Math.max(...kept)).toBeLessThanOrEqual(600);
  expect(burst.at(-1)).toBeUndefined();
  expect(kept).toEqual(kept.map((_, index) => LEAD_MILLISECONDS + index * 20));
});
