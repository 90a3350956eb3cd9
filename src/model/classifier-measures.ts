import { expectedCalibrationError, calibrated, type Calibration, type Judged } from './classifier-calibration.ts';
import { GENRES, songWeights, type ClassifierSong, type Genre } from './classifier-songs.ts';

/** A song and what a network that has not learnt from it says of its windows. */
export interface JudgedSong {
  readonly song: ClassifierSong;
  /** A logit for each window. */
  readonly logits: readonly number[];
}

/** How often each genre (rows) was taken for each (columns), in the order of `GENRES`: Classical, EDM. */
export type Confusion = readonly (readonly [number, number])[];

/** How well songs were told apart. */
export interface ClassifierMeasures {
  readonly songs: Confusion;
  readonly windows: Confusion;
  /** Balanced accuracy: the mean of the genres' shares of right verdicts; undefined when a genre is missing. */
  readonly balancedSongs?: number | undefined;
  readonly balancedWindows?: number | undefined;
  /** The expected calibration error of the songs' probabilities, genres and sources weighing alike. */
  readonly calibrationError: number;
  readonly sources: readonly SourceMeasures[];
}

/** How well the songs of one source were told. */
export interface SourceMeasures {
  readonly source: string;
  readonly genre: Genre;
  readonly songs: number;
  readonly rightSongs: number;
  readonly windows: number;
  readonly rightWindows: number;
}

/** The two calibrations of a classifier. */
export interface Calibrations {
  readonly song: Calibration;
  readonly window: Calibration;
}

/** The mean of a song's window logits, on which the verdict on the song rests. */
export function meanLogit(logits: readonly number[]): number {
  return logits.reduce((sum, logit) => sum + logit, 0) / logits.length;
}

/** Songs as {@link Judged}, weighing as `songWeights` says. */
export function judgedSongs(judged: readonly JudgedSong[]): readonly Judged[] {
  const weights = songWeights(judged.map(({ song }) => song));
  return judged.map(({ song, logits }, index) => ({
    logit: meanLogit(logits),
    isEdm: song.genre === 'EDM',
    weight: weights[index] ?? 0,
  }));
}

/** The windows of songs as {@link Judged}, each song's weight divided among its own. */
export function judgedWindows(judged: readonly JudgedSong[]): readonly Judged[] {
  const weights = songWeights(judged.map(({ song }) => song));
  return judged.flatMap(({ song, logits }, index) =>
    logits.map((logit) => ({ logit, isEdm: song.genre === 'EDM', weight: (weights[index] ?? 0) / logits.length })),
  );
}

/** Measures verdicts, each the genre with more than half of the calibrated probability. */
export function measureClassifier(judged: readonly JudgedSong[], calibrations: Calibrations): ClassifierMeasures {
  const songTold = ({ logits }: JudgedSong): Genre => told(calibrations.song, meanLogit(logits));
  const windowTold = (logit: number): Genre => told(calibrations.window, logit);
  const songs = confusion(judged.map((one) => [one.song.genre, songTold(one)]));
  const windows = confusion(
    judged.flatMap(({ song, logits }) => logits.map((logit) => [song.genre, windowTold(logit)] as const)),
  );
  const groups = new Map<string, JudgedSong[]>();
  for (const one of judged) {
    const key = `${one.song.genre}\n${one.song.source}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const sources = [...groups.values()].map((group): SourceMeasures => {
    const { genre = GENRES[0], source = '' } = group[0]?.song ?? {};
    const logits = group.flatMap((one) => one.logits);
    return {
      source,
      genre,
      songs: group.length,
      rightSongs: group.filter((one) => songTold(one) === genre).length,
      windows: logits.length,
      rightWindows: logits.filter((logit) => windowTold(logit) === genre).length,
    };
  });
  return {
    songs,
    windows,
    balancedSongs: balancedAccuracy(songs),
    balancedWindows: balancedAccuracy(windows),
    calibrationError: expectedCalibrationError(judgedSongs(judged), calibrations.song),
    sources,
  };
}

/** The mean over the genres of the share of right verdicts; undefined when a genre is missing. */
export function balancedAccuracy(counts: Confusion): number | undefined {
  const recalls = counts.map((row, genre) => (row[genre] ?? 0) / (row[0] + row[1]));
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  return Number.isNaN(mean) ? undefined : mean;
}

/** How often each genre was taken for each. */
export function confusion(verdicts: readonly (readonly [Genre, Genre])[]): Confusion {
  const count = (truth: Genre, verdict: Genre): number =>
    verdicts.filter(([was, said]) => was === truth && said === verdict).length;
  return GENRES.map((truth) => [count(truth, 'Classical'), count(truth, 'EDM')] as const);
}

function told(calibration: Calibration, logit: number): Genre {
  return calibrated(calibration, logit) > 0.5 ? 'EDM' : 'Classical';
}
