import { closeness, lessonBars, type BarShape, type Musicians } from '../model/index.ts';
import { deriveSeed } from '../random/index.ts';

/** So many takes of each phrase are heard; more cost time and bring little. */
const TAKES = 4;

/**
 * Musicians who play each phrase some times and keep the take that is nearest to the bars of the sources, whichever source that is.
 * Deterministic for the request's seed.
 */
export function nearestTakes(musicians: Musicians, sources: readonly (readonly BarShape[])[]): Musicians {
  return {
    ...musicians,
    chords: (request) =>
      nearest(request.seed, (seed) => {
        const chords = musicians.chords({ ...request, seed });
        return { take: chords, bars: lessonBars({ chords }) };
      }),
    notes: (request) =>
      nearest(request.seed, (seed) => {
        const notes = musicians.notes({ ...request, seed });
        return { take: notes, bars: lessonBars({ notes, chords: request.chords }) };
      }),
  };

  function nearest<T>(
    seed: number,
    ask: (seed: number) => { readonly take: T; readonly bars: readonly BarShape[] },
  ): T {
    let best = ask(seed);
    let least = distanceTo(best.bars, sources);
    for (let take = 1; take < TAKES; take += 1) {
      const other = ask(deriveSeed(seed, `take ${take}`));
      const distance = distanceTo(other.bars, sources);
      if (distance < least) [best, least] = [other, distance];
    }
    return best.take;
  }
}

/** The mean distance of bars to the source that each is nearest to: 0 (alike) to 1 (nothing in common). */
export function distanceTo(bars: readonly BarShape[], sources: readonly (readonly BarShape[])[]): number {
  const { distances } = closeness(bars, sources);
  return distances.reduce((sum, row) => sum + Math.min(...row), 0) / Math.max(1, distances.length);
}
