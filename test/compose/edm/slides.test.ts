import { describe, expect, test } from 'vitest';
import { withSlides } from '../../../src/compose/edm/slides.ts';
import { seededRandom } from '../../../src/random/index.ts';
import { edmSong, notesIn, sectionsOf } from '../../support/edm-songs.ts';

const note = (at: number, length: number, pitch: number) => ({ at, length, pitch, velocity: 100, late: 0 });

/** Notes of a role in drops that are held into the next one, which is another pitch. */
function slid(style: string, role: 'melody' | 'bass'): number {
  const { score } = edmSong(style, { seconds: 120 });
  return sectionsOf(score, 'drop')
    .map((drop) => notesIn(score, role, drop))
    .flatMap((notes) =>
      notes.filter(({ start, duration }, index) => start + duration > (notes[index + 1]?.start ?? Infinity)),
    ).length;
}

describe('withSlides', () => {
  const line = [note(0, 2.9, 60), note(3, 3, 64), note(6, 2, 64), note(8, 2, 80), note(12, 4, 76)];

  test('holds a note into the next where that follows at once at another pitch, no more than an octave away', () => {
    const lengths = withSlides(line, 1, seededRandom(1)).map(({ length }) => length);
    expect(lengths).toEqual([3.4, 3, 2, 2, 4]);
  });

  test('leaves a line alone that is to have none, and changes a share of it', () => {
    expect(withSlides(line, 0, seededRandom(1))).toEqual(line);
    const scale = Array.from({ length: 400 }, (_, index) => note(index, 1, 60 + (index % 7)));
    const held = withSlides(scale, 0.25, seededRandom(2)).filter(({ length }) => length > 1).length;
    expect(held).toBeGreaterThan(70);
    expect(held).toBeLessThan(130);
  });
});

test.each(['melody', 'bass'] as const)('the %s of future bass slides, and that of house does not', (role) => {
  expect(slid('future-bass', role)).toBeGreaterThan(3);
  expect(slid('house', role)).toBe(0);
});
