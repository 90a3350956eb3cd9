import { type Correlation, spearman, wilson } from '../../statistics/index.ts';
import { votesOn, type Votes } from './group-figures.ts';
import type { RatedPlay } from './rated-play.ts';

/** A song with its votes, and what makes it again. */
export interface RatedSong {
  readonly id: string;
  readonly title: string;
  readonly style: string;
  readonly seed: number;
  readonly plays: number;
  readonly votes: Votes;
  /** The ends of the Wilson interval, however few votes there are: the order of the lists. */
  readonly atLeast: number;
  readonly atMost: number;
}

/** The songs that are surest to be liked and to be disliked. */
export interface SongRanking {
  readonly best: readonly RatedSong[];
  readonly worst: readonly RatedSong[];
}

/** Fewer votes than this and a song is in neither list. */
export const RANKED_VOTES = 3;

/** The best songs by the lower end of their interval, the worst by the upper end, at most so many of each. A song is in one list only. */
export function rankSongs(plays: readonly RatedPlay[], most: number): SongRanking {
  const songs = [...Map.groupBy(plays, ({ song }) => song.facts.id).values()].map(ratedSong);
  const ranked = songs.filter(({ votes }) => votes.up + votes.down >= RANKED_VOTES);
  const best = ranked.filter(({ votes }) => votes.up > votes.down).sort((a, b) => b.atLeast - a.atLeast);
  const worst = ranked.filter(({ votes }) => votes.up <= votes.down).sort((a, b) => a.atMost - b.atMost);
  return { best: best.slice(0, most), worst: worst.slice(0, most) };
}

function ratedSong(plays: readonly RatedPlay[]): RatedSong {
  const { id, title, style, seed } = plays[0]!.song.facts;
  const votes = votesOn(plays);
  const { low: atLeast, high: atMost } = wilson({ successes: votes.up, trials: votes.up + votes.down });
  return { id, title, style, seed, plays: plays.length, votes, atLeast, atMost };
}

/** How a measure of songs goes with their ratings. */
export interface MetricCorrelation {
  readonly metric: string;
  readonly songs: number;
  readonly correlation: Correlation | 'not enough data';
}

/** Songs with a vote and a measure that are needed for a correlation. */
export const CORRELATED_SONGS = 30;

/** Every measure of the songs that have a vote against their share of thumbs up, drawn towards one half by one vote each way, so that one vote is not as sure as ten. */
export function metricCorrelations(plays: readonly RatedPlay[]): readonly MetricCorrelation[] {
  const points = new Map<string, [number, number][]>();
  for (const heard of Map.groupBy(plays, ({ song }) => song.facts.id).values()) {
    const { up, down } = votesOn(heard);
    if (up + down === 0) continue;
    const { facts, metrics } = heard[0]!.song;
    const { lufs, dbtp, tempo, seconds } = facts;
    for (const [metric, value] of Object.entries({ ...metrics, lufs, dbtp, tempo, seconds })) {
      if (!Number.isFinite(value)) continue;
      const known = points.get(metric) ?? [];
      known.push([value, (up + 1) / (up + down + 2)]);
      points.set(metric, known);
    }
  }
  return [...points]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([metric, pairs]) => {
      const correlation = pairs.length < CORRELATED_SONGS ? undefined : spearman(pairs);
      return { metric, songs: pairs.length, correlation: correlation ?? 'not enough data' };
    });
}
