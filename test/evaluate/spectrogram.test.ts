import { expect, test } from 'vitest';
import { silence } from '../../src/dsp/index.ts';
import { rowOf, spectrogram } from '../../src/evaluate/index.ts';
import { both, sine } from '../support/signals.ts';

test.each([60, 440, 5000])('a tone of %i Hz is lightest in its row, while it sounds', (hertz) => {
  const audio = silence(4 * 48_000);
  for (const channel of [audio.left, audio.right]) channel.set(sine(hertz, 2, 0.5));
  const { width, height, data } = spectrogram(audio, { width: 100, height: 120 });
  const lightness = (row: number, column: number): number => {
    const at = (row * width + column) * 3;
    return data[at]! + data[at + 1]! + data[at + 2]!;
  };
  const column = Array.from({ length: height }, (_, row) => lightness(row, 25));
  const lightest = column.indexOf(Math.max(...column));
  expect(Math.abs(lightest - rowOf(hertz, height))).toBeLessThanOrEqual(height / 20);
  expect(lightness(lightest, 25)).toBeGreaterThan(500);
  expect(lightness(lightest, 75)).toBeLessThan(60);
});

test('the same sound is the same picture, of the size that was asked for', () => {
  const audio = both(sine(440, 1));
  const picture = spectrogram(audio, { width: 50, height: 40 });
  expect(picture.data).toHaveLength(50 * 40 * 3);
  expect(spectrogram(audio, { width: 50, height: 40 }).data).toEqual(picture.data);
});
