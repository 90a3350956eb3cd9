import { compareDensities, type DensityComparison } from './density.ts';

/** A song as a point: its place along one feature, of one or more dimensions. `id` tells songs apart. */
export interface FeaturePoint {
  readonly id: string;
  readonly values: readonly number[];
}

/** Beyond so many songs of a set, distances are taken between that many spread over it: pairs grow with the square. */
const SONGS_MAX = 100;

/**
 * Whether a set of songs is spread like a reference: the distances between songs of the two sets against those among the reference's
 * own, after Yang and Lerch ("On the evaluation of generative models in music", Neural Computing and Applications 32, 2020).
 * A song is not paired with itself, so a set is equal to itself. Points with a value that is not finite are left out.
 */
export function compareSets(songs: readonly FeaturePoint[], reference: readonly FeaturePoint[]): DensityComparison {
  const from = spread(songs.filter(isFinitePoint));
  const to = spread(reference.filter(isFinitePoint));
  return compareDensities(distances(from, to), distances(to, to));
}

function isFinitePoint({ values }: FeaturePoint): boolean {
  return values.length > 0 && values.every((value) => Number.isFinite(value));
}

function spread(points: readonly FeaturePoint[]): readonly FeaturePoint[] {
  if (points.length <= SONGS_MAX) return points;
  return Array.from(
    { length: SONGS_MAX },
    (_, index) => points[Math.floor((index * points.length) / SONGS_MAX)],
  ).filter((point) => point !== undefined);
}

/** Euclidean distances of all pairs. */
function distances(from: readonly FeaturePoint[], to: readonly FeaturePoint[]): readonly number[] {
  return from.flatMap((left) =>
    to
      .filter(({ id }) => id !== left.id)
      .map((right) => Math.hypot(...left.values.map((value, d) => value - (right.values[d] ?? 0)))),
  );
}
