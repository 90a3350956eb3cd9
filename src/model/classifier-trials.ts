import type { Weights } from './architecture.ts';
import { FEATURE_NAMES } from './classifier-features.ts';
import { balancedAccuracy, confusion, type Confusion, type JudgedSong } from './classifier-measures.ts';
import { windowLogit } from './classifier-network.ts';
import { foldOf, GENRES, type ClassifierSong, type Genre } from './classifier-songs.ts';
import { fitClassifier, type ClassifierTraining } from './classifier-training.ts';

/** Parts that songs are cut into for the cross-validation. */
export const FOLDS = 5;

/** What a classifier says of songs. */
export function judge(weights: Weights, songs: readonly ClassifierSong[]): readonly JudgedSong[] {
  return songs.map((song) => ({ song, logits: song.windows.map((features) => windowLogit(weights, features)) }));
}

/**
 * Cross-validation: each song is judged by a network that was trained without its fold, and so without any song of its family.
 * A fold for which too little is left to train on is left out.
 */
export async function crossJudge(
  songs: readonly ClassifierSong[],
  training: ClassifierTraining,
): Promise<readonly JudgedSong[]> {
  const judged: JudgedSong[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const rest = songs.filter((song) => foldOf(song, FOLDS) !== fold);
    const own = songs.filter((song) => foldOf(song, FOLDS) === fold);
    if (own.length > 0 && hasBothGenres(rest)) judged.push(...judge(await fit(rest, training), own));
  }
  return judged;
}

/**
 * For each source, its songs (all of them, `measured` too) judged by a network that was trained without the source: how much of what the
 * classifier knows is the genre, and not the hand or the program that made the files. Sources without which a genre has no songs are left out.
 */
export async function leaveSourcesOut(
  songs: readonly ClassifierSong[],
  measured: readonly ClassifierSong[],
  training: ClassifierTraining,
): Promise<readonly JudgedSong[]> {
  const judged: JudgedSong[] = [];
  for (const source of new Set(songs.map((song) => song.source))) {
    const rest = songs.filter((song) => song.source !== source);
    if (!hasBothGenres(rest)) continue;
    judged.push(
      ...judge(
        await fit(rest, training),
        [...songs, ...measured].filter((song) => song.source === source),
      ),
    );
  }
  return judged;
}

/** A song by the one feature that tells most by itself, and a threshold on its mean over a song: what a network has to be better than. */
export interface SingleFeature {
  readonly feature: string;
  /** Above it a song is said to be of the genre `above`. */
  readonly edge: number;
  readonly above: Genre;
}

/** How well {@link bestFeature} does under the cross-validation of {@link crossJudge}. */
export function crossFeature(songs: readonly ClassifierSong[]): Confusion {
  const means = songs.map(meanFeatures);
  const verdicts = Array.from({ length: FOLDS }, (_, fold) => {
    const isOwn = songs.map((song) => foldOf(song, FOLDS) === fold);
    const best = bestFeature(
      songs.filter((_song, at) => isOwn[at] !== true),
      means.filter((_mean, at) => isOwn[at] !== true),
    );
    return songs.flatMap((song, at) => (isOwn[at] === true ? [verdictOf(song, means[at] ?? [], best)] : []));
  });
  return confusion(verdicts.flat());
}

/** The feature and the threshold with the best balanced accuracy on songs, tried at each twentieth of the songs. */
export function bestFeature(
  songs: readonly ClassifierSong[],
  means: readonly (readonly number[])[] = songs.map(meanFeatures),
): SingleFeature {
  let best: SingleFeature = { feature: '', edge: 0, above: 'EDM' };
  let bestAccuracy = -1;
  for (const [index, feature] of FEATURE_NAMES.entries()) {
    const values = means.map((mean) => mean[index] ?? 0).sort((a, b) => a - b);
    const edges = Array.from({ length: 19 }, (_, part) => values[Math.floor(((part + 1) / 20) * values.length)] ?? 0);
    for (const edge of new Set(edges)) {
      for (const above of GENRES) {
        const tried = { feature, edge, above };
        const verdicts = songs.map((song, at) => verdictOf(song, means[at] ?? [], tried, index));
        const accuracy = balancedAccuracy(confusion(verdicts)) ?? 0;
        if (accuracy > bestAccuracy) [best, bestAccuracy] = [tried, accuracy];
      }
    }
  }
  return best;
}

function verdictOf(
  { genre }: ClassifierSong,
  means: readonly number[],
  { feature, edge, above }: SingleFeature,
  index = FEATURE_NAMES.indexOf(feature),
): readonly [Genre, Genre] {
  const below = above === 'EDM' ? 'Classical' : 'EDM';
  return [genre, (means[index] ?? 0) > edge ? above : below];
}

function meanFeatures({ windows }: ClassifierSong): readonly number[] {
  return FEATURE_NAMES.map(
    (_, index) => windows.reduce((sum, features) => sum + (features[index] ?? 0), 0) / windows.length,
  );
}

async function fit(songs: readonly ClassifierSong[], training: ClassifierTraining): Promise<Weights> {
  const alone = { ...training, checkpoint: undefined, resume: false, minutes: undefined };
  return (await fitClassifier({ train: songs, heldOut: [] }, alone)).weights;
}

function hasBothGenres(songs: readonly ClassifierSong[]): boolean {
  return GENRES.every((genre) => songs.some((song) => song.genre === genre));
}
