import { JACCARD_LAGS } from '../score/index.ts';
import { compareSets } from './compare-sets.ts';
import { EvaluateError } from './evaluate-error.ts';
import type { Goal } from './goals.ts';
import {
  FEATURES,
  figureOf,
  FIGURES,
  mean,
  pointOf,
  type Feature,
  type Figure,
  type SongFigures,
} from './song-figures.ts';

/** How a figure is spread over songs; songs in which there is nothing to count are left out. */
export interface Spread {
  readonly songs: number;
  readonly mean: number;
  readonly deviation: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The figures of a set of songs. */
export interface SetReport {
  readonly songs: number;
  readonly figures: Readonly<Record<Figure, Spread>>;
  /** The mean bar Jaccard by lag, from 1 on. */
  readonly jaccardByLag: readonly number[];
}

/** How a feature's distances to the reference compare with those within it. */
export interface FeatureOverlap {
  readonly feature: Feature;
  readonly overlap: number;
  readonly divergence: number;
  /** The same of one half of the reference (every second song) against the other: what people's music reaches. */
  readonly overlapWithin: number;
  readonly divergenceWithin: number;
}

/** Whether a goal was met. */
export interface GoalResult {
  readonly goal: string;
  readonly low: number;
  readonly high: number;
  readonly value: number;
  readonly met: boolean;
}

/** All that is told of a set of songs. */
export interface MusicReport {
  readonly songs: SetReport;
  readonly reference?: SetReport;
  readonly overlaps?: readonly FeatureOverlap[];
  readonly meanOverlap?: number;
  readonly meanOverlapWithin?: number;
  readonly goals: readonly GoalResult[];
}

/** The figures of a set of songs. */
export function setReport(songs: readonly SongFigures[]): SetReport {
  const figures = Object.fromEntries(
    FIGURES.map((figure) => [figure, spread(songs.map((song) => figureOf(song, figure)))]),
  ) as Record<Figure, Spread>;
  const jaccardByLag = Array.from({ length: JACCARD_LAGS }, (_, lag) =>
    mean(songs.map(({ metrics }) => metrics.barJaccard[lag] ?? Number.NaN)),
  );
  return { songs: songs.length, figures, jaccardByLag };
}

/**
 * Reports on songs, beside a reference if there is one, and says which goals their means meet. `overlapMin` is the goal for the mean
 * overlap. Throws an EvaluateError when there is no song, or fewer than four of the reference (each half needs a distance).
 */
export function musicReport(
  songs: readonly SongFigures[],
  options: {
    readonly reference?: readonly SongFigures[] | undefined;
    readonly goals: readonly Goal[];
    readonly overlapMin?: number | undefined;
  },
): MusicReport {
  if (songs.length === 0) throw new EvaluateError('no song to measure');
  const own = setReport(songs);
  const goals: GoalResult[] = options.goals.map(({ feature, low, high }) => {
    const value = own.figures[feature].mean;
    return { goal: feature, low, high, value, met: value >= low && value <= high };
  });
  const { reference, overlapMin } = options;
  if (reference === undefined) return { songs: own, goals };
  if (reference.length < 4) throw new EvaluateError('a reference needs at least four songs that can be measured');
  const overlaps = FEATURES.map((feature) => featureOverlap(feature, songs, reference));
  const meanOverlap = mean(overlaps.map(({ overlap }) => overlap));
  if (overlapMin !== undefined) {
    goals.push({ goal: 'meanOverlap', low: overlapMin, high: 1, value: meanOverlap, met: meanOverlap >= overlapMin });
  }
  const meanOverlapWithin = mean(overlaps.map(({ overlapWithin }) => overlapWithin));
  return { songs: own, reference: setReport(reference), overlaps, meanOverlap, meanOverlapWithin, goals };
}

function featureOverlap(
  feature: Feature,
  songs: readonly SongFigures[],
  reference: readonly SongFigures[],
): FeatureOverlap {
  const points = reference.map((song) => pointOf(song, feature));
  const { overlap, divergence } = compareSets(
    songs.map((song) => pointOf(song, feature)),
    points,
  );
  const within = compareSets(
    points.filter((_, index) => index % 2 === 0),
    points.filter((_, index) => index % 2 === 1),
  );
  return { feature, overlap, divergence, overlapWithin: within.overlap, divergenceWithin: within.divergence };
}

function spread(values: readonly number[]): Spread {
  const finite = values.filter((value) => Number.isFinite(value));
  const middle = mean(finite);
  const squares = finite.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return {
    songs: finite.length,
    mean: middle,
    deviation: finite.length < 2 ? Number.NaN : Math.sqrt(squares / (finite.length - 1)),
    lowest: finite.length === 0 ? Number.NaN : Math.min(...finite),
    highest: finite.length === 0 ? Number.NaN : Math.max(...finite),
  };
}
