import { describe, expect, test } from 'vitest';
import { distanceTo, nearestTakes } from '../src/commands/blend-takes.ts';
import { lessonBars } from '../src/model/index.ts';
import { fakeMusicians } from './support/fake-musicians.ts';

const ASKED = { temperature: 1, topP: 0.9, mode: 'major', beats: 16 } as const;

describe('the nearest take', () => {
  const plain = fakeMusicians();
  const chords = plain.chords({ ...ASKED, seed: 1000 });
  const notes = plain.notes({ ...ASKED, seed: 1000, chords });
  const sources = [lessonBars({ chords, notes })];
  const choosy = nearestTakes(plain, sources);

  test('is nearer to the source than the first one, over many seeds, and never farther', () => {
    let nearer = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const first = lessonBars({ chords, notes: plain.notes({ ...ASKED, seed, chords }) });
      const kept = lessonBars({ chords, notes: choosy.notes({ ...ASKED, seed, chords }) });
      expect(distanceTo(kept, sources)).toBeLessThanOrEqual(distanceTo(first, sources));
      if (distanceTo(kept, sources) < distanceTo(first, sources)) nearer += 1;
    }
    expect(nearer).toBeGreaterThan(8);
  });

  test('is the same for the same seed', () => {
    expect(choosy.chords({ ...ASKED, seed: 3 })).toEqual(choosy.chords({ ...ASKED, seed: 3 }));
    expect(choosy.notes({ ...ASKED, seed: 3, chords })).toEqual(choosy.notes({ ...ASKED, seed: 3, chords }));
  });
});

test('a source is at no distance from itself', () => {
  const chords = fakeMusicians().chords({ ...ASKED, seed: 1 });
  const bars = lessonBars({ chords, notes: fakeMusicians().notes({ ...ASKED, seed: 1, chords }) });
  expect(distanceTo(bars, [bars])).toBeCloseTo(0);
});
