import { checkOriginality, isOriginal, lineOfNotes, type Originality, type OriginalityIndex } from '../model/index.ts';
import { deriveSeed } from '../random/index.ts';
import type { Score } from '../score/index.ts';
import { ComposeError } from './compose-error.ts';
import type { Composition } from './compose.ts';

/** How often a song is composed again because of what it shares with learnt songs. */
const SONGS = 6;

/** How much of a score's melody the learnt songs have too; of several melodies the most. */
export function originalityOf(score: Score, index: OriginalityIndex): Originality {
  return score.parts
    .filter(({ role }) => role === 'melody')
    .map(({ notes }) => checkOriginality(lineOfNotes(notes), index))
    .reduce(
      (most, next) => ({
        steps: most.steps + next.steps,
        longest: Math.max(most.longest, next.longest),
        sharedShare: Math.max(most.sharedShare, next.sharedShare),
      }),
      { steps: 0, longest: 0, sharedShare: 0 },
    );
}

/**
 * Composes until the melody is original enough to go on air: with the given seed, then with seeds derived from it. Deterministic.
 * Throws a ComposeError when none of {@link SONGS} songs is, which says that the networks recite what they learnt.
 */
export function composeOriginal(
  seed: number,
  composeWith: (seed: number) => Composition,
  index: OriginalityIndex,
): Composition {
  let rejections = 0;
  for (let attempt = 0; attempt < SONGS; attempt += 1) {
    const song = composeWith(attempt === 0 ? seed : deriveSeed(seed, `original ${attempt}`));
    if (isOriginal(originalityOf(song.score, index))) return { ...song, rejections: song.rejections + rejections };
    rejections += 1 + song.rejections;
  }
  throw new ComposeError(
    `Each of ${SONGS} songs repeats too much of a song that the networks learnt from; try another seed.`,
  );
}
