import { expect, test } from 'vitest';
import { figureLength, figureNotes, readFigure } from '../../../src/compose/edm/figure.ts';

test('a figure says where its notes begin, how long they are held and what they are', () => {
  expect(readFigure('R--.|o...')).toEqual([
    { at: 0, length: 3, sign: 'R' },
    { at: 4, length: 1, sign: 'o' },
  ]);
  expect(figureLength('R--.|o...')).toBe(8);
  expect(readFigure('-..x')).toEqual([{ at: 3, length: 1, sign: 'x' }]);
});

test('a figure goes round from the beginning of the song, also where a stretch begins in its middle', () => {
  expect(figureNotes('x...x-..', 4, 20).map(({ at }) => at)).toEqual([4, 8, 12, 16]);
});
