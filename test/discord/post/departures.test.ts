import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Departures } from '../../../src/discord/post/departures.ts';

const letter = (outlet: number, due: number) => ({ outlet, due, datagram: new Uint8Array(0), place: 0 });

test('letters leave by their times, those of one time in the order they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3000 }), (dues) => {
      const departures = new Departures();
      for (const [outlet, due] of dues.entries()) departures.add(letter(outlet, due));
      const left = [];
      for (let one = departures.take(50); one !== undefined; one = departures.take(50))
        left.push([one.due, one.outlet]);
      expect(left).toEqual(dues.map((due, outlet) => [due, outlet]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!));
      expect(departures.size).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('nothing leaves before its time, and the next time is known', () => {
  const departures = new Departures();
  departures.add(letter(1, 20));
  departures.add(letter(2, 10));
  expect(departures.next).toBe(10);
  expect(departures.take(9.9)).toBeUndefined();
  expect(departures.take(10)?.outlet).toBe(2);
  expect(departures.next).toBe(20);
  expect(departures.take(15)).toBeUndefined();
  expect(departures.size).toBe(1);
});
