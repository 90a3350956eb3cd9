import path from 'node:path';
import type { BlendSource } from './blend-sources.ts';
import type { Mode } from '../theory/index.ts';
import { closeness, inMode, lessonBars, scoreBars, type BarShape } from '../model/index.ts';
import { lineChart, PPQ, ticksToSeconds, type Score } from '../score/index.ts';

/** The content of the timeline's JSON file. */
export interface BlendTimeline {
  /** As the files were named. */
  readonly sources: readonly string[];
  readonly bars: readonly {
    /** From 1. */
    readonly bar: number;
    /** From the beginning of the song. */
    readonly seconds: number;
    readonly closest: string;
    /** In the order of the sources; they sum to 1. */
    readonly shares: readonly number[];
    /** In the order of the sources, 0 (alike) to 1 (nothing in common). */
    readonly distances: readonly number[];
  }[];
}

/** A bar of 4/4. */
const TICKS_PER_BAR = 4 * PPQ;

/** What a source's songs are like, bar by bar, in a mode. */
export function sourceBars({ chords, melodies }: BlendSource, mode: Mode): readonly BarShape[] {
  return [...melodies, ...chords].flatMap((lesson) => lessonBars(inMode(lesson, mode)));
}

/** How near each bar of a score is to each source. */
export function blendTimeline(score: Score, sources: readonly BlendSource[]): BlendTimeline {
  const bars = sources.map((source) => sourceBars(source, score.key.mode));
  const { distances, shares } = closeness(scoreBars(score), bars);
  const names = sources.map(({ file }) => file);
  const round = (values: readonly number[]): readonly number[] => values.map((value) => Math.round(value * 1e4) / 1e4);
  return {
    sources: names,
    bars: shares.map((row, index) => ({
      bar: index + 1,
      seconds: Math.round(ticksToSeconds(index * TICKS_PER_BAR, score.tempo) * 100) / 100,
      closest: names[row.indexOf(Math.max(...row))] ?? '',
      shares: row,
      distances: round(distances[index] ?? []),
    })),
  };
}

/** The shares of a timeline as curves over the bars: the text of an SVG file. */
export function timelineChart(title: string, { sources, bars }: BlendTimeline): string {
  return lineChart({
    title: `${title}: which source each bar is close to`,
    xLabel: 'bar',
    yLabel: 'share',
    series: sources.map((file, source) => ({
      name: path.basename(file),
      points: bars.map(({ bar, shares }) => [bar, shares[source] ?? 0]),
    })),
  });
}
