import { cell, textTable } from '../text-table.ts';
import type { Interval } from '../../statistics/index.ts';
import type { Comparison } from './comparison.ts';
import { type Defined, DEFINITIONS } from './definitions.ts';
import type { GroupFigures, Votes } from './group-figures.ts';
import type { RatedSong } from './rated-songs.ts';
import type { RatingsReport } from './ratings-report.ts';

/** A report on ratings as tables for a terminal; under each kind of table stands what its figures are. */
export function ratingsText(report: RatingsReport): string {
  const { all, dimensions, songs, metrics } = report;
  const groups = dimensions.map(({ dimension, groups: own, comparisons }) =>
    [groupTable(dimension, [...own, { group: 'all', ...all }]), ...comparisonTable(comparisons)].join('\n\n'),
  );
  return [
    ...groups,
    glossary(
      'plays',
      'listenerMinutes',
      'up',
      'down',
      'liked',
      'earlyLeaves',
      'listenThrough',
      'difference',
      'probabilityAbove',
      'basis',
    ),
    `best songs\n${songTable(songs.best)}`,
    `worst songs\n${songTable(songs.worst)}`,
    glossary('atLeast', 'atMost'),
    textTable([
      ['measure', 'songs', 'rho', '95 % interval'],
      ...metrics.map(({ metric, songs: count, correlation }) =>
        correlation === 'not enough data'
          ? [metric, String(count), '', correlation]
          : [metric, String(count), cell(correlation.rho, 2), intervalCell(correlation, 2)],
      ),
    ]),
    glossary('rho'),
  ].join('\n\n');
}

function groupTable(dimension: string, groups: readonly ({ readonly group: string } & GroupFigures)[]): string {
  return textTable([
    [dimension, 'plays', 'listener-minutes', 'up', 'down', 'liked', 'early leaves', 'listen-through'],
    ...groups.map(({ group, plays, listenerMinutes, votes, earlyLeaves, listenThrough }) => [
      group,
      String(plays),
      cell(listenerMinutes, 0),
      String(votes.up),
      String(votes.down),
      shareCell(votes.liked),
      shareCell(earlyLeaves),
      shareCell(listenThrough),
    ]),
  ]);
}

function comparisonTable(comparisons: readonly Comparison[]): readonly string[] {
  if (comparisons.length === 0) return [];
  const rows = comparisons.map(({ a, b, basis, votesA, votesB, result }) => [
    `${a} - ${b}`,
    `${votesA}/${votesB}`,
    basis,
    ...(result === 'not enough data'
      ? [result, '']
      : [
          `${points(result.difference)} [${points(result.low)}, ${points(result.high)}]`,
          cell(result.probabilityAbove, 3),
        ]),
  ]);
  return [textTable([['A - B', 'votes', 'basis', 'difference, points', 'P(A > B)'], ...rows])];
}

function songTable(songs: readonly RatedSong[]): string {
  return textTable([
    ['song', 'style', 'seed', 'plays', 'up', 'down', 'at least', 'at most'],
    ...songs.map(({ title, style, seed, plays, votes, atLeast, atMost }) => [
      title,
      style,
      String(seed),
      String(plays),
      ...votesCells(votes),
      percent(atLeast),
      percent(atMost),
    ]),
  ]);
}

function votesCells({ up, down }: Votes): readonly string[] {
  return [String(up), String(down)];
}

/** Figures and what they are, a line each. */
function glossary(...names: readonly Defined[]): string {
  return names.map((name) => `${LABELS[name] ?? name}: ${DEFINITIONS[name]}.`).join('\n');
}

/** Names of figures as the tables have them, where they are not the same. */
const LABELS: Readonly<Partial<Record<Defined, string>>> = {
  listenerMinutes: 'listener-minutes',
  earlyLeaves: 'early leaves',
  listenThrough: 'listen-through',
  probabilityAbove: 'P(A > B)',
  atLeast: 'at least',
  atMost: 'at most',
};

function shareCell(share: (Interval & { readonly share: number }) | 'not enough data'): string {
  return typeof share === 'string' ? share : `${percent(share.share)} [${percent(share.low)}, ${percent(share.high)}]`;
}

function intervalCell({ low, high }: Interval, decimals: number): string {
  return `[${cell(low, decimals)}, ${cell(high, decimals)}]`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function points(difference: number): string {
  const shown = (100 * difference).toFixed(1);
  return difference > 0 ? `+${shown}` : shown;
}
