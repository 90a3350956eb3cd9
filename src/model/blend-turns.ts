/** How long a turn is, in bars: the longest that lets every source have one. */
const LENGTHS = [4, 3, 2, 1] as const;

/** A bar's neighbours count half: that is how one turn goes over into the next. */
const NEIGHBOURS = [
  [-1, 0.25],
  [0, 0.5],
  [1, 0.25],
] as const;

/** A stretch of bars that belongs to one source. */
export interface Turn {
  /** Bar of the song, from 0, and the bar after the last. */
  readonly from: number;
  readonly until: number;
  readonly source: number;
}

/** Whose turn it is in each bar of a song: one source after the other, as they were named, again and again. */
export interface Turns {
  /** The turns that lie in these bars, cut to them. */
  readonly between: (from: number, until: number) => readonly Turn[];
  /** How much each source counts in a bar; they sum to 1. Around the bar line between two turns both count. */
  readonly weightsAt: (bar: number) => readonly number[];
}

/** Turns of four bars for so many sources; shorter ones when not every source would have its turn in a song of so many bars. */
export function takeTurns(sources: number, bars: number): Turns {
  const length = LENGTHS.find((candidate) => candidate * sources <= bars) ?? 1;
  const sourceAt = (bar: number): number => Math.floor(Math.max(0, bar) / length) % sources;
  return {
    between(from, until) {
      const turns: Turn[] = [];
      for (let bar = from; bar < until; bar = turns.at(-1)?.until ?? until) {
        const end = Math.min(until, (Math.floor(bar / length) + 1) * length);
        turns.push({ from: bar, until: end, source: sourceAt(bar) });
      }
      return turns;
    },
    weightsAt(bar) {
      return Array.from({ length: sources }, (_, source) =>
        NEIGHBOURS.reduce((sum, [offset, weight]) => sum + (sourceAt(bar + offset) === source ? weight : 0), 0),
      );
    },
  };
}
