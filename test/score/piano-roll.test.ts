import { expect, test } from 'vitest';
import { pianoRoll } from '../../src/score/index.ts';

test('a note fills the steps it sounds in, and the louder of two is seen', () => {
  const roll = pianoRoll(
    [
      { start: 100, duration: 140, pitch: 60, velocity: 70 },
      { start: 120, duration: 60, pitch: 60, velocity: 90 },
    ],
    { duration: 480, ticksPerStep: 120 },
  );
  expect(roll.steps).toBe(4);
  expect([0, 1, 2, 3].map((step) => roll.velocities[step * 128 + 60])).toEqual([70, 90, 0, 0]);
  expect(roll.velocities.reduce((sum, velocity) => sum + velocity, 0)).toBe(160);
});

test('what rings past the end is cut', () => {
  const roll = pianoRoll([{ start: 0, duration: 999, pitch: 127, velocity: 1 }], { duration: 240 });
  expect(roll.velocities.length).toBe(2 * 128);
  expect(roll.velocities[255]).toBe(1);
});

test('steps of no length are refused', () => {
  expect(() => pianoRoll([], { duration: 480, ticksPerStep: 0 })).toThrow(RangeError);
});
