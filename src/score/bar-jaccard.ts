import { TICKS_PER_SIXTEENTH, type Note } from './score.ts';

/**
 * How alike bars are that lie some bars apart, by lag from 1 on: the mean Jaccard index (shared events over all events) of the sets of
 * `onset in the bar and pitch`, onsets rounded to sixteenths. Pairs in which both bars are silent don't count; NaN for a lag
 * without any pair. A song that comes back after four bars has a peak at lag 4.
 */
export function barJaccard(notes: readonly Note[], lags: number, sixteenthsPerBar = 16): readonly number[] {
  const bars: Set<number>[] = [];
  for (const note of notes) {
    const sixteenth = Math.round(note.start / TICKS_PER_SIXTEENTH);
    const bar = Math.floor(sixteenth / sixteenthsPerBar);
    while (bars.length <= bar) bars.push(new Set());
    bars[bar]?.add((sixteenth - bar * sixteenthsPerBar) * 128 + note.pitch);
  }
  return Array.from({ length: lags }, (_, index) => {
    let sum = 0;
    let pairs = 0;
    for (let bar = index + 1; bar < bars.length; bar += 1) {
      const now = bars[bar] ?? new Set<number>();
      const before = bars[bar - index - 1] ?? new Set<number>();
      const shared = [...now].filter((event) => before.has(event)).length;
      const all = now.size + before.size - shared;
      if (all === 0) continue;
      sum += shared / all;
      pairs += 1;
    }
    return pairs === 0 ? Number.NaN : sum / pairs;
  });
}
