import { expect, test } from 'vitest';
import { Rehearsal } from '../../src/production/rehearsal.ts';

/** `spoilt` can't be played. */
function rehearsalOf(styles: readonly string[], spoilt?: string) {
  const played: string[] = [];
  const rehearsal = new Rehearsal(styles, (style) => {
    played.push(style);
    return style === spoilt ? Promise.reject(new Error(`${style} is spoilt`)) : Promise.resolve();
  });
  return { rehearsal, played };
}

test('each style is played once', async () => {
  const { rehearsal, played } = rehearsalOf(['house', 'lofi-jazz']);
  expect(await rehearsal.next()).toBe(true);
  expect(await rehearsal.next()).toBe(false);
  expect(await rehearsal.next()).toBe(false);
  expect(played).toEqual(['house', 'lofi-jazz']);
});

test('a style that cannot be played is not tried again, and the ones after it are played', async () => {
  const { rehearsal, played } = rehearsalOf(['house', 'trance', 'lofi-jazz'], 'house');
  await expect(rehearsal.next()).rejects.toThrow('house is spoilt');
  expect(await rehearsal.next()).toBe(true);
  expect(await rehearsal.next()).toBe(false);
  expect(played).toEqual(['house', 'trance', 'lofi-jazz']);
});

test('without styles there is nothing to play', async () => {
  const { rehearsal, played } = rehearsalOf([]);
  expect(await rehearsal.next()).toBe(false);
  expect(played).toEqual([]);
});
