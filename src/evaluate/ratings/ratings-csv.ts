import type { Interval } from '../../statistics/index.ts';
import { type Defined, DEFINITIONS } from './definitions.ts';
import type { GroupFigures } from './group-figures.ts';
import type { RatingsReport } from './ratings-report.ts';

/** One number of the report: of what, its interval when it has one, and what it is. */
interface Line {
  readonly of: readonly [section: string, item: string];
  readonly figure: Defined;
  readonly value: number | 'not enough data';
  readonly interval?: Interval;
}

/**
 * A report on ratings as CSV (RFC 4180), a line for each number: `section,item,figure,value,low,high,definition`. Values that need more data are empty, with
 * "not enough data" before their definition.
 */
export function ratingsCsv(report: RatingsReport): string {
  const lines = [
    ...groupLines('all', 'all', report.all),
    ...report.dimensions.flatMap(({ dimension, groups, comparisons }) => [
      ...groups.flatMap((group) => groupLines(dimension, group.group, group)),
      ...comparisons.flatMap(({ a, b, basis, result }): readonly Line[] => {
        const of = [`${dimension}, ${basis}`, `${a} - ${b}`] as const;
        if (result === 'not enough data') return [{ of, figure: 'difference', value: result }];
        return [
          { of, figure: 'difference', value: result.difference, interval: result },
          { of, figure: 'probabilityAbove', value: result.probabilityAbove },
        ];
      }),
    ]),
    ...(['best', 'worst'] as const).flatMap((list) =>
      report.songs[list].flatMap(({ style, seed, votes, atLeast, atMost }): readonly Line[] => {
        const of = [`${list} songs`, `${style} ${seed}`] as const;
        return [
          { of, figure: 'up', value: votes.up },
          { of, figure: 'down', value: votes.down },
          { of, figure: 'atLeast', value: atLeast },
          { of, figure: 'atMost', value: atMost },
        ];
      }),
    ),
    ...report.metrics.map(({ metric, correlation }): Line => {
      const of = ['measure of songs', metric] as const;
      if (correlation === 'not enough data') return { of, figure: 'rho', value: correlation };
      return { of, figure: 'rho', value: correlation.rho, interval: correlation };
    }),
  ];
  return [['section', 'item', 'figure', 'value', 'low', 'high', 'definition'], ...lines.map(cellsOf)]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

function groupLines(section: string, item: string, group: GroupFigures): readonly Line[] {
  const of = [section, item] as const;
  const { plays, listenerMinutes, stays, votes } = group;
  const shares = { liked: votes.liked, earlyLeaves: group.earlyLeaves, listenThrough: group.listenThrough } as const;
  return [
    ...Object.entries({ plays, listenerMinutes, stays, up: votes.up, down: votes.down, voters: votes.voters }).map(
      ([figure, value]): Line => ({ of, figure: figure as Defined, value }),
    ),
    ...Object.entries(shares).map(([figure, share]): Line => {
      if (share === 'not enough data') return { of, figure: figure as Defined, value: share };
      return { of, figure: figure as Defined, value: share.share, interval: share };
    }),
  ];
}

function cellsOf({ of, figure, value, interval }: Line): readonly string[] {
  const definition = DEFINITIONS[figure];
  if (value === 'not enough data') return [...of, figure, '', '', '', `${value}: ${definition}`];
  const ends = interval === undefined ? ['', ''] : [number(interval.low), number(interval.high)];
  return [...of, figure, number(value), ...ends, definition];
}

function number(value: number): string {
  return String(Number(value.toPrecision(8)));
}

/** A name from a file could be taken for a formula by a spreadsheet: such a cell begins with an apostrophe. */
function quoted(cell: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d.])/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
