import { lineChart } from '../../score/index.ts';
import { intervalChart } from './interval-chart.ts';
import type { RatingsReport } from './ratings-report.ts';

/** Curves in one picture. */
const CURVES = 7;

/** Pictures of a report as SVG, by file name: for each dimension the survival curves, and the shares of thumbs up with their intervals where there are enough votes. */
export function ratingsPictures({ dimensions }: RatingsReport): Readonly<Record<string, string>> {
  const pictures: Record<string, string> = {};
  for (const { dimension, groups } of dimensions) {
    const name = dimension.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
    const heard = groups.filter(({ survival }) => survival.length > 0).slice(0, CURVES);
    if (heard.length > 0) {
      pictures[`staying-by-${name}.svg`] = lineChart({
        title: `Who still stays, by ${dimension} (Kaplan-Meier)`,
        xLabel: 'seconds into the song',
        yLabel: 'share of listeners there from the start',
        series: heard.map(({ group, survival }) => ({
          name: group,
          points: [[0, 1] as const, ...stairs(survival.map(({ at, staying }) => [at, staying] as const))],
        })),
      });
    }
    const voted = groups.flatMap(({ group, votes }) =>
      votes.liked === 'not enough data' ? [] : [{ label: `${group} (${votes.up + votes.down})`, ...votes.liked }],
    );
    if (voted.length > 0) {
      pictures[`liked-by-${name}.svg`] = intervalChart({
        title: `Share of thumbs up by ${dimension}, with 95 % Wilson intervals`,
        xLabel: 'share of thumbs up (votes in brackets)',
        rows: voted,
      });
    }
  }
  return pictures;
}

/** A survival curve falls at once: each step has a point just before it. */
function stairs(steps: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return steps.flatMap(([at, share], index) => [[at, steps[index - 1]?.[1] ?? 1] as const, [at, share] as const]);
}
