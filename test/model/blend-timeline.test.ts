import { describe, expect, it } from 'vitest';

import { closenessTo, lessonBars, scoreBars, type ChordEvent, type MelodyEvent } from '../../src/model/index.ts';
import { seededRandom, type Random } from '../../src/random/index.ts';
import { TICKS_PER_SIXTEENTH, type Score } from '../../src/score/index.ts';

/** A random tune in C of so many bars over a random harmony. */
function tune(
  random: Random,
  bars: number,
): { readonly notes: readonly MelodyEvent[]; readonly chords: readonly ChordEvent[] } {
  const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0];
  const notes = Array.from({ length: bars }, () => {
    const lengths = pick([
      [4, 4, 4, 4],
      [2, 2, 4, 8],
      [6, 2, 8],
      [3, 3, 2, 8],
      [1, 1, 2, 4, 4, 4],
    ]);
    return lengths.map((sixteenths) => ({
      pitch: pick([60, 62, 64, 65, 67, 69, 71, undefined]),
      sixteenths,
      velocity: 80,
    }));
  }).flat();
  const chords = Array.from({ length: bars }, () => ({
    root: pick([0, 2, 4, 5, 7, 9]),
    quality: pick<'maj' | 'min'>(['maj', 'min']),
    beats: 4,
  }));
  return { notes, chords };
}

/** A tune as a score in another key, played a little late. */
function played({ notes, chords }: ReturnType<typeof tune>, tonic: number): Score {
  let at = 0;
  const melody = notes.flatMap(({ pitch, sixteenths, velocity }) => {
    const start = at * TICKS_PER_SIXTEENTH + 20;
    at += sixteenths;
    return pitch === undefined ? [] : [{ start, duration: 60, pitch: pitch + tonic, velocity }];
  });
  const bar = 16 * TICKS_PER_SIXTEENTH;
  return {
    tempo: 80,
    meter: [4, 4],
    key: { tonic, mode: 'major' },
    parts: [{ role: 'melody', instrument: 'Flute', notes: melody }],
    chords: chords.map(({ root, quality }, index) => ({
      root: (root + tonic) % 12,
      quality,
      start: index * bar,
      duration: bar,
    })),
    sections: [],
    duration: chords.length * bar,
  };
}

const random = seededRandom(11);
const tunes = [tune(random, 16), tune(random, 16), tune(random, 16)] as const;
const sources = tunes.map(lessonBars);

describe('closenessTo', () => {
  it.each([0, 1, 2])('finds the source that was copied, whatever the key it is played in (source %i)', (copied) => {
    const bars = scoreBars(played(tunes[copied] ?? tunes[0], 3 + copied));
    expect(bars).toHaveLength(16);
    const { distances, shares } = closenessTo(sources)(bars);
    for (const row of distances) expect(row[copied]).toBeCloseTo(0, 9);
    for (const row of shares) {
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(row.indexOf(Math.max(...row))).toBe(copied);
    }
  });

  it('follows a piece that goes from one source to the other, without a jump at the seam', () => {
    const [one, two] = [tunes[0], tunes[1]];
    const bars = [...lessonBars(one).slice(0, 8), ...lessonBars(two).slice(8)];
    const { shares } = closenessTo(sources.slice(0, 2))(bars);
    const first = shares.map((row) => row[0] ?? 0);
    expect(Math.min(...first.slice(0, 7))).toBeGreaterThan(0.5);
    expect(Math.max(...first.slice(9))).toBeLessThan(0.5);
    for (const [index, share] of first.slice(1).entries())
      expect(Math.abs(share - (first[index] ?? 0))).toBeLessThan(0.6);
  });

  it('has no favourite among equal sources, nor where there is no melody', () => {
    const silent = lessonBars({ chords: tunes[0].chords });
    const { distances, shares } = closenessTo([silent, silent])(silent);
    for (const row of shares) expect(row).toEqual([0.5, 0.5]);
    for (const row of distances) expect(row).toEqual([0, 0]);
  });

  it('does not take music for that of a source because that source is long', () => {
    const [short, long] = [lessonBars(tune(random, 8)), lessonBars(tune(random, 160))];
    const foreign = lessonBars(tune(random, 64));
    const { distances, shares } = closenessTo([short, long])(foreign);
    const share = (rows: readonly (readonly number[])[], wins: (row: readonly number[]) => boolean) =>
      rows.filter(wins).length / rows.length;
    // Among so many bars one that is a little alike is always found…
    expect(share(distances, ([toShort = 0, toLong = 0]) => toLong < toShort)).toBeGreaterThan(0.9);
    // …which says nothing of whose the music is.
    expect(share(shares, ([ofShort = 0, ofLong = 0]) => ofLong > ofShort)).toBeGreaterThan(0.2);
    expect(share(shares, ([ofShort = 0, ofLong = 0]) => ofLong > ofShort)).toBeLessThan(0.8);
  });

  it('tells of later bars as it does when it tells of all', () => {
    const bars = sources[1]?.slice(0, 6) ?? [];
    const all = closenessTo(sources)(bars);
    const later = closenessTo(sources)(bars, 4);
    expect(later.distances).toEqual(all.distances.slice(4));
    expect(later.leads).toEqual(all.leads.slice(4));
  });

  it('refuses a source without bars, and has nothing to say of a piece without any', () => {
    expect(() => closenessTo([[]])).toThrow(RangeError);
    expect(closenessTo(sources)([])).toEqual({ distances: [], leads: [], shares: [] });
  });
});
