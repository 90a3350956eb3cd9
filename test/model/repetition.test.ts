import { expect, it } from 'vitest';

import { LoopBrake } from '../../src/model/repetition.ts';

/** A brake that has heard these bars, one sign a bar; bars with the same sign are the same. */
function after(bars: string): LoopBrake {
  const brake = new LoopBrake();
  for (let at = 0; at < bars.length * 16; at += 1) {
    const bar = (sixteenth: number): string | undefined => bars[Math.floor(sixteenth / 16)];
    brake.heard((ago) => at >= ago && bar(at) === bar(at - ago));
  }
  return brake;
}

it('lets a bar come again, a phrase too, and slows a loop that has gone on for longer', () => {
  for (const fine of ['', 'aaaa', 'ababa', 'abcdabcdabc', 'aaaabbbb']) expect(after(fine).penalty()).toBeUndefined();
  expect(after('aaaaa').penalty()).toEqual({ ago: 16, by: 0.25 });
  expect(after('ababab').penalty()).toEqual({ ago: 32, by: 0.25 });
  expect(after('abcdabcdabcd').penalty()).toEqual({ ago: 64, by: 0.25 });
});

it('grows bar by bar to an end, and forgets with the first bar that differs', () => {
  const growth = [5, 6, 7, 10, 20].map((bars) => after('a'.repeat(bars)).penalty()?.by);
  expect(growth).toEqual([0.25, 0.5, 0.75, 1.5, 1.5]);
  expect(after('aaaaaaab').penalty()).toBeUndefined();
});
