import { describe, expect, it } from 'vitest';

import { buildLessons } from '../../src/corpus/index.ts';
import { cutSections, sungSections } from '../../src/corpus/sung-sections.ts';
import { corpusSong, folderOf } from '../support/corpus-songs.ts';

const BAR = 1920;
const section = (name: string, from: number, bars: number) => ({ name, start: from * BAR, duration: bars * BAR });

describe('sung sections', () => {
  const form = [section('A', 0, 4), section('B', 4, 8), section('C', 12, 8), section('B', 20, 4)];

  it('number their themes as they are first sung, so that an intro is none', () => {
    const sung = [4, 13, 22].map((bar) => ({ start: bar * 16 }));
    expect(sungSections(form, sung)).toEqual([
      { from: 4, bars: 8, theme: 0, returns: false },
      { from: 12, bars: 8, theme: 1, returns: false },
      { from: 20, bars: 4, theme: 0, returns: true },
    ]);
    expect(sungSections(form, [{ start: 20 * 16 }])).toEqual([{ from: 20, bars: 4, theme: 0, returns: false }]);
    expect(sungSections(form, [])).toEqual([]);
  });

  it('are told from the first bar of a lesson, those that began before it too', () => {
    const all = sungSections(
      form,
      [0, 4, 12, 20].map((bar) => ({ start: bar * 16 })),
    );
    expect(cutSections(all, 6, 20).map(({ from, bars }) => [from, bars])).toEqual([
      [-2, 8],
      [6, 8],
    ]);
  });

  it('lie over each melody of a song: all of its bars belong to one, and a part that comes again returns', async () => {
    const [first, second] = [
      [
        [48, 52, 55],
        [41, 45, 48],
        [43, 47, 50],
        [48, 52, 55],
      ],
      [
        [57, 60, 64],
        [57, 60, 64],
        [50, 53, 57],
        [50, 53, 57],
      ],
    ] as const;
    const chords = [first, first, second, second, first, first].flat();
    // In the middle the melody leaves every second bar out.
    const file = corpusSong({ chords, bars: 24, silent: [9, 11, 13, 15] });
    const { melodies } = await buildLessons(await folderOf({ 'a.mid': file }));
    const [melody] = melodies;
    expect(melodies).toHaveLength(1);
    const covered = melody?.sections.reduce((sum, { bars }) => sum + bars, 0);
    expect(covered).toBe(24);
    expect(melody?.sections[0]).toMatchObject({ from: 0, theme: 0, returns: false });
    expect(melody?.sections.at(-1)).toMatchObject({ theme: 0, returns: true });
    expect(new Set(melody?.sections.map(({ theme }) => theme)).size).toBeGreaterThan(1);
  });
});
