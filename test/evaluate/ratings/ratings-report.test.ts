import { describe, expect, test } from 'vitest';
import { ratingsCsv, ratingsPictures, ratingsReport, ratingsText } from '../../../src/evaluate/index.ts';
import type { ChoiceNote, Thumb } from '../../../src/radio/index.ts';
import { evidenceOf, type LoggedPlay } from '../../support/logged-plays.ts';
import { recipe } from '../../support/segment-facts.ts';

const blind: ChoiceNote = {
  kind: { style: 'house', pace: 'middle', vigour: 'own' },
  explored: true,
  offered: 2,
  why: '',
};

/** So many plays of a style with one vote each, the first of them up; songs take turns. */
function voted(style: string, up: number, votes: number, more: Partial<LoggedPlay> = {}): readonly LoggedPlay[] {
  return Array.from({ length: votes }, (_, index) => ({
    song: {
      id: `${style}-${index % 10}`,
      title: `${style} ${index % 10}`,
      style,
      seed: index % 10,
      seconds: 100,
      key: style === 'house' ? 'A minor' : 'C major',
      effects: style === 'house' ? {} : { rain: -14 },
      models: { notes: style === 'house' ? '2' : '1' },
    },
    votes: [[`listener ${index % 7}`, index < up ? 1 : (-1 as Thumb)]],
    stays: [[0, 100, 'ended']],
    ...more,
  }));
}

describe('the report on ratings', () => {
  // 56 of 70 and 48 of 80 are the published example of Newcombe's interval; P(A > B) by integration.
  const report = ratingsReport(evidenceOf([...voted('house', 56, 70), ...voted('lofi-jazz', 48, 80)]));
  const style = report.dimensions.find(({ dimension }) => dimension === 'style');

  test('counts plays, minutes and votes, and gives the Wilson interval', () => {
    expect(style?.groups.map(({ group, plays, votes }) => [group, plays, votes.up, votes.down, votes.voters])).toEqual([
      ['lofi-jazz', 80, 48, 32, 7],
      ['house', 70, 56, 14, 7],
    ]);
    expect(style?.groups[1]?.listenerMinutes).toBeCloseTo((70 * 100) / 60, 9);
    expect(style?.groups[1]?.votes.liked).toMatchObject({ share: 0.8 });
    const { low, high } = style?.groups[1]?.votes.liked as { low: number; high: number };
    expect([low, high].map((end) => end.toFixed(4))).toEqual(['0.6918', '0.8770']);
  });

  test('compares two styles, two versions of a network and an effect with what is not it', () => {
    for (const dimension of ['style', 'version of notes', 'effect'] as const) {
      const comparisons = report.dimensions.find((each) => each.dimension === dimension)?.comparisons;
      expect(comparisons).toHaveLength(1);
      const result = comparisons?.[0]?.result as { difference: number; probabilityAbove: number };
      expect(Math.abs(result.difference)).toBeCloseTo(0.2, 9);
      expect(Math.max(result.probabilityAbove, 1 - result.probabilityAbove)).toBeCloseTo(0.9959295389768578, 9);
    }
    expect(style?.comparisons[0]).toMatchObject({ a: 'house', b: 'lofi-jazz', basis: 'all plays' });
    const { low, high } = style?.comparisons[0]?.result as { low: number; high: number };
    expect([low, high].map((end) => end.toFixed(4))).toEqual(['0.0524', '0.3339']);
  });

  test('fewer than 30 votes are not enough data', () => {
    const few = ratingsReport(evidenceOf([...voted('house', 20, 29), ...voted('lofi-jazz', 20, 30)]));
    const groups = few.dimensions[0]?.groups ?? [];
    expect(groups.find(({ group }) => group === 'house')?.votes.liked).toBe('not enough data');
    expect(groups.find(({ group }) => group === 'lofi-jazz')?.votes.liked).not.toBe('not enough data');
    expect(few.dimensions[0]?.comparisons[0]?.result).toBe('not enough data');
    expect(ratingsText(few)).toContain('not enough data');
  });

  test('compares versions on trial by blind plays alone, however few there are', () => {
    const composedBy = (models: string, up: number, votes: number, choice: ChoiceNote) =>
      voted('house', up, votes, { choice }).map((play) => ({
        ...play,
        song: { ...play.song, id: `${models}-${play.song.id}`, recipe: recipe({ models }) },
      }));
    const chosen = { ...blind, explored: false };
    const both = [...composedBy('shipped', 20, 40, chosen), ...composedBy('v2', 40, 40, chosen)];
    const trialOf = (plays: readonly LoggedPlay[]) =>
      ratingsReport(evidenceOf(plays)).dimensions.find(({ dimension }) => dimension === 'version on trial');
    expect(trialOf(voted('house', 20, 40))).toBeUndefined();
    expect(trialOf(both)?.groups.map(({ group }) => group)).toEqual(['shipped', 'v2']);
    expect(trialOf(both)?.comparisons).toMatchObject([{ basis: 'blind plays', result: 'not enough data' }]);
    const more = [...both, ...composedBy('shipped', 15, 30, blind), ...composedBy('v2', 30, 30, blind)];
    expect(trialOf(more)?.comparisons).toMatchObject([
      { a: 'shipped', b: 'v2', basis: 'blind plays', votesA: 30, votesB: 30, result: { difference: -0.5 } },
    ]);
  });

  test('compares by blind plays alone once there are enough of them', () => {
    const { dimensions } = ratingsReport(
      evidenceOf([
        ...voted('house', 15, 30, { choice: blind }),
        ...voted('house', 200, 200, { choice: { ...blind, explored: false } }),
        ...voted('lofi-jazz', 15, 30, { choice: blind }),
      ]),
    );
    expect(dimensions[0]?.comparisons[0]).toMatchObject({ basis: 'blind plays', votesA: 30, votesB: 30 });
    expect(dimensions[0]?.comparisons[0]?.result).toMatchObject({ difference: 0 });
  });

  test('early leaves and listen-through: cut stays and late comers say nothing of what they did not hear', () => {
    const stays = [
      ...Array.from({ length: 20 }, () => [0, 10, 'left'] as const),
      ...Array.from({ length: 20 }, () => [0, 20, 'cut'] as const),
      ...Array.from({ length: 20 }, () => [0, 60, 'skipped'] as const),
      ...Array.from({ length: 20 }, () => [0, 100, 'ended'] as const),
      ...Array.from({ length: 40 }, () => [50, 100, 'ended'] as const),
    ];
    const { all } = ratingsReport(evidenceOf([{ song: { id: 'a', seconds: 100 }, stays }]));
    // 20 of 80 leave at 10 s. At 60 s 40 of them are left and 40 came: of 80, 20 skip.
    expect(all.earlyLeaves).toMatchObject({ share: 0.25 });
    expect(all.listenThrough).toMatchObject({ share: 0.75 * 0.75 });
    expect(all.survival.map(({ at, atRisk, left }) => [at, atRisk, left])).toEqual([
      [10, 80, 20],
      [60, 80, 20],
    ]);
    expect(all.votes.liked).toBe('not enough data');
  });

  test('names the best and the worst songs with their seeds', () => {
    const song = (id: string, seed: number, up: number, down: number): LoggedPlay => ({
      song: { id, title: id, style: 'house', seed },
      votes: [
        ...Array.from({ length: up }, (_, index) => [`up ${index}`, 1] as const),
        ...Array.from({ length: down }, (_, index) => [`down ${index}`, -1] as const),
      ],
    });
    const { songs } = ratingsReport(
      evidenceOf([song('good', 7, 20, 1), song('two-votes', 8, 2, 0), song('liked', 9, 3, 0), song('bad', 10, 1, 9)]),
    );
    // Three of three votes are less sure than twenty of twenty-one.
    expect(songs.best.map(({ id, seed }) => [id, seed])).toEqual([
      ['good', 7],
      ['liked', 9],
    ]);
    expect(songs.worst.map(({ id, seed }) => [id, seed])).toEqual([['bad', 10]]);
  });

  test('correlates measures with ratings over songs', () => {
    const plays = Array.from({ length: 40 }, (_, index): LoggedPlay => ({
      song: { id: `song-${index}`, tempo: 100 },
      metrics: { groove: index, entropy: -index },
      votes: Array.from({ length: 40 }, (__, vote) => [`listener ${vote}`, vote < index ? 1 : -1] as const),
    }));
    const metrics = new Map(
      ratingsReport(evidenceOf(plays)).metrics.map(({ metric, correlation }) => [metric, correlation]),
    );
    expect(metrics.get('groove')).toMatchObject({ rho: 1, pairs: 40 });
    expect(metrics.get('entropy')).toMatchObject({ rho: -1 });
    expect(metrics.get('tempo')).toBe('not enough data');
  });

  test('every number of the CSV has its definition beside it, and texts are quoted', () => {
    const rows = ratingsCsv(report).trimEnd().split('\r\n');
    expect(rows[0]).toBe('section,item,figure,value,low,high,definition');
    for (const row of rows.slice(1)) expect(row).toMatch(/^[^,]+.*,[^,]*,[^,]*,[^,]*,.{20,}$/);
    expect(rows.find((row) => row.startsWith('style,house,liked,0.8,0.69'))).toMatch(/Wilson/);
    const odd = ratingsCsv(ratingsReport(evidenceOf(voted('=a,"b"', 1, 1))));
    expect(odd).toContain(`style,"'=a,""b""",plays,1,`);
  });

  test('tables and pictures tell the same', () => {
    const text = ratingsText(report);
    expect(text).toContain('+20.0 [+5.2, +33.4]');
    expect(text).toMatch(/listen-through: share of listeners/);
    const pictures = ratingsPictures(report);
    expect(pictures['liked-by-style.svg']).toContain('house (70)');
    expect(Object.values(pictures).every((picture) => picture.startsWith('<svg'))).toBe(true);
  });

  test('nothing was heard yet', () => {
    const empty = ratingsReport(evidenceOf([]));
    expect(empty.all).toMatchObject({ plays: 0, listenerMinutes: 0 });
    expect(empty.dimensions).toEqual([]);
    expect(ratingsText(empty)).toContain('rho');
    expect(ratingsPictures(empty)).toEqual({});
  });
});
