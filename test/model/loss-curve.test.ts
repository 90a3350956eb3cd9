import { expect, it } from 'vitest';

import type { EpochFacts } from '../../src/model/checkpoint.ts';
import { lossCurve, lossCurveText } from '../../src/model/index.ts';

function history(...losses: readonly (readonly [number, number])[]): readonly EpochFacts[] {
  return losses.map(([trainLoss, heldOutLoss], index) => ({ epoch: index + 1, trainLoss, heldOutLoss, seconds: 1 }));
}

it('draws both losses over the epochs for a terminal', () => {
  const lines = lossCurveText(history([6, 5], [4, 4.5], [2, 4]));
  expect(lines).toHaveLength(12);
  expect(lines[0]).toBe('6.00 │·');
  // Bottom line: the third epoch's training loss, two columns after the second's.
  expect(lines[9]).toBe('2.00 │    ·');
  expect(lines.slice(0, 10).join('').match(/●/g)).toHaveLength(3);
  expect(lines[11]).toContain('epochs 1 to 3');
});

it('fits hundreds of epochs, one epoch, and a loss that does not move, into the same space', () => {
  const falling = Array.from({ length: 400 }, (_, epoch) => [10 - epoch / 100, 10 - epoch / 100] as const);
  const long = lossCurveText(history(...falling));
  expect(Math.max(...long.slice(0, 11).map((line) => line.length))).toBeLessThanOrEqual(80);
  // Where both losses fall on one place the held-out one is seen.
  expect(long.slice(0, 10).join('')).not.toContain('·');
  expect(lossCurveText(history([3, 3]))[0]).toBe('3.00 │●');
  expect(lossCurveText(history([3, 3], [3, 3]))[0]).toBe('3.00 │● ●');
  expect(lossCurveText([])).toEqual([]);
});

it('draws them as an SVG file with both curves named', () => {
  const svg = lossCurve('notes 0123', history([6, 5], [4, 4.5]));
  expect(svg).toMatch(/^<svg .*<\/svg>\s*$/s);
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  for (const text of ['notes 0123', 'training songs', 'held-out songs', 'bits per event']) expect(svg).toContain(text);
});
