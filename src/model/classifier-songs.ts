import { deriveSeed, type Random } from '../random/index.ts';
import { windowFeatures } from './classifier-features.ts';
import { musicWindows, type GridNote } from './classifier-windows.ts';

/** What music is told apart into, in the order of the network's outputs. */
export const GENRES = ['Classical', 'EDM'] as const;
export type Genre = (typeof GENRES)[number];

/** What a labelled song is for. `measure` is a song whose licence does not let it train: it is only looked at in the end. */
export type ClassifierUse = 'train' | 'validation' | 'test' | 'measure';

/** A song of which the genre is known. */
export interface ClassifierSong {
  readonly file: string;
  readonly genre: Genre;
  readonly source: string;
  readonly licence: string;
  readonly use: ClassifierUse;
  /** The same for songs of one rhythm: they are kept on one side of every split. */
  readonly family: string;
  /** The values of `FEATURE_NAMES` for each window; at least one. */
  readonly windows: readonly Float32Array[];
}

/**
 * What the classifier takes in of a song: its windows' features, and what its family is known by: when notes begin in its first
 * window. A groove rendered over other chords keeps it. Undefined when there are too few notes.
 */
export function hearSong(notes: readonly GridNote[]): Pick<ClassifierSong, 'family' | 'windows'> | undefined {
  const windows = musicWindows(notes);
  const [first] = windows;
  if (first === undefined) return undefined;
  return { family: first.onsets.map(({ step }) => step).join(' '), windows: windows.map(windowFeatures) };
}

/** A window with its song's genre, and its share in a mean. */
export interface WeighedWindow {
  readonly features: Float32Array;
  readonly genre: Genre;
  readonly weight: number;
}

/**
 * Each song's share in a mean over songs: the genres weigh alike, the sources of a genre alike, and a source's songs alike, so that
 * a thousand chorales of one source count no more than three hundred pieces of another. The shares sum to 1.
 */
export function songWeights(songs: readonly ClassifierSong[]): readonly number[] {
  const count = (of: (song: ClassifierSong) => string): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const song of songs) counts.set(of(song), (counts.get(of(song)) ?? 0) + 1);
    return counts;
  };
  const sourceKey = ({ genre, source }: ClassifierSong): string => `${genre}\n${source}`;
  const bySource = count(sourceKey);
  const genres = new Set(songs.map(({ genre }) => genre));
  const sourcesOf = (genre: Genre): number => [...bySource.keys()].filter((key) => key.startsWith(`${genre}\n`)).length;
  return songs.map((song) => 1 / genres.size / sourcesOf(song.genre) / (bySource.get(sourceKey(song)) ?? 1));
}

/** All windows of songs, each song's share divided among its own. */
export function weighedWindows(songs: readonly ClassifierSong[]): readonly WeighedWindow[] {
  const weights = songWeights(songs);
  return songs.flatMap(({ genre, windows }, index) =>
    windows.map((features) => ({ features, genre, weight: (weights[index] ?? 0) / windows.length })),
  );
}

/** Draws windows as often as they weigh. */
export function windowDrawer(windows: readonly WeighedWindow[], random: Random): () => WeighedWindow | undefined {
  let sum = 0;
  const ends = windows.map(({ weight }) => (sum += weight));
  return () => {
    const aim = random() * sum;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) > aim) high = middle;
      else low = middle + 1;
    }
    return windows[low];
  };
}

/** Which of `folds` parts a family lies in. */
export function foldOf({ family }: Pick<ClassifierSong, 'family'>, folds: number): number {
  return deriveSeed(0, family) % folds;
}
