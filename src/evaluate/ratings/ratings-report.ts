import type { Evidence } from '../../radio/index.ts';
import { type Comparison, comparisonsIn } from './comparison.ts';
import { DEFINITIONS } from './definitions.ts';
import { dimensionsOf } from './dimension.ts';
import { groupFigures, type GroupFigures } from './group-figures.ts';
import { ratedPlays } from './rated-play.ts';
import { metricCorrelations, type MetricCorrelation, rankSongs, type SongRanking } from './rated-songs.ts';

/** What is told of one dimension. */
export interface DimensionReport {
  readonly dimension: string;
  /** The most played first. */
  readonly groups: readonly ({ readonly group: string } & GroupFigures)[];
  readonly comparisons: readonly Comparison[];
}

/** All that is told of what was heard and how it was liked. */
export interface RatingsReport {
  /** What each figure is, by its name. */
  readonly definitions: typeof DEFINITIONS;
  readonly all: GroupFigures;
  readonly dimensions: readonly DimensionReport[];
  readonly songs: SongRanking;
  readonly metrics: readonly MetricCorrelation[];
}

/** Songs in each list of the best and the worst. */
const RANKED_SONGS = 10;

/** The report on logged rows: a pure function of them. */
export function ratingsReport(evidence: Evidence): RatingsReport {
  const plays = ratedPlays(evidence);
  const dimensions = dimensionsOf(plays).map((dimension): DimensionReport => {
    const members = new Map<string, (typeof plays)[number][]>();
    for (const play of plays) {
      for (const group of dimension.groupsOf(play)) {
        const known = members.get(group);
        if (known === undefined) members.set(group, [play]);
        else known.push(play);
      }
    }
    const groups = [...members]
      .sort(([a, playsA], [b, playsB]) => playsB.length - playsA.length || (a < b ? -1 : 1))
      .map(([group, own]) => ({ group, ...groupFigures(own) }));
    const comparisons =
      groups.length < 2 && dimension.against === 'other groups'
        ? []
        : comparisonsIn(dimension, plays, [...members.keys()].sort());
    return { dimension: dimension.name, groups, comparisons };
  });
  return {
    definitions: DEFINITIONS,
    all: groupFigures(plays),
    dimensions: dimensions.filter(({ groups }) => groups.length > 0),
    songs: rankSongs(plays, RANKED_SONGS),
    metrics: metricCorrelations(plays),
  };
}
