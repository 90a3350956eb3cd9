import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { pianoRollThumbnail, PPQ, type Part, type Score } from '../../src/score/index.ts';
import { lofiScore } from '../support/lofi-score.ts';

test('a note is where it sounds, and drums are nowhere', () => {
  const score = lofiScore();
  const empty: Score = { ...score, parts: score.parts.filter(({ role }) => role === 'drums') };
  expect(colours(empty).size).toBe(1);
  const melody: Part = {
    role: 'melody',
    instrument: 'Rhodes',
    notes: [
      { pitch: 60, start: 0, duration: PPQ, velocity: 100 },
      { pitch: 72, start: 3 * PPQ, duration: PPQ, velocity: 100 },
    ],
  };
  const { width, height, data, channels } = decode(pianoRollThumbnail({ ...score, parts: [melody] }));
  expect([width, height, channels]).toEqual([480, 120, 3]);
  const lit = (x: number, y: number) => (data[(y * width + x) * channels] ?? 0) > 100;
  expect(lit(10, height - 8)).toBe(true);
  expect(lit(470, 8)).toBe(true);
  expect(lit(10, 8)).toBe(false);
  expect(lit(240, height - 8)).toBe(false);
});

test('a song is a small file, and the same one each time', () => {
  const picture = pianoRollThumbnail(lofiScore());
  expect(picture.length).toBeLessThan(30_000);
  expect(pianoRollThumbnail(lofiScore())).toEqual(picture);
});

function colours(score: Score): ReadonlySet<string> {
  const { data } = decode(pianoRollThumbnail(score));
  return new Set(Array.from({ length: data.length / 3 }, (_, pixel) => data.slice(pixel * 3, pixel * 3 + 3).join()));
}
