import { expect, test } from 'vitest';
import { FloodGate } from '../../src/discord/flood.ts';

test('so many pass within the time, each by themselves, and again when it is over', () => {
  let now = 0;
  const gate = new FloodGate({ most: 2, withinMilliseconds: 1000 }, () => now);
  expect([gate.passes('ann'), gate.passes('ann'), gate.passes('ann')]).toEqual([true, true, false]);
  expect(gate.passes('bob')).toBe(true);
  now = 999;
  expect(gate.passes('ann')).toBe(false);
  now = 1000;
  expect(gate.passes('ann')).toBe(true);
});

test('it still counts those who are active when it forgets thousands who are quiet', () => {
  let now = 0;
  const gate = new FloodGate({ most: 1, withinMilliseconds: 1000 }, () => now);
  for (let one = 0; one < 5000; one++) gate.passes(`quiet ${one}`);
  now = 500;
  gate.passes('active');
  now = 1200;
  expect(gate.passes('active')).toBe(false);
  expect(gate.passes('quiet 1')).toBe(true);
});
