import { expect, test } from 'vitest';
import { nameSong } from '../../src/compose/title.ts';
import { seededRandom } from '../../src/random/index.ts';

test('dance music has names from words of its own, as many as a night needs', () => {
  const titles = (family: 'lofi' | 'edm') =>
    Array.from({ length: 300 }, (_, seed) => nameSong(seededRandom(seed), family));
  const words = (family: 'lofi' | 'edm') =>
    new Set(titles(family).flatMap((title) => title.split(' ').filter((word) => !['at', 'and'].includes(word))));
  const lofi = words('lofi');
  expect([...words('edm')].filter((word) => lofi.has(word))).toEqual([]);
  expect(new Set(titles('edm')).size).toBeGreaterThan(150);
});
