import path from 'node:path';
import type { BlendSource } from './blend-sources.ts';
import { closenessTo, inMode, lessonBars, scoreBars, type BarShape } from '../model/index.ts';
import { lineChart, PPQ, ticksToSeconds, type Score } from '../score/index.ts';
import type { Mode } from '../theory/index.ts';

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
  /** How the song compares: the same arrangement by networks that never heard the sources. */
  readonly compared: {
    /** Mean distance of the song's bars to the nearest source, and of the comparison's. */
    readonly distance: number;
    readonly untuned: number;
  };
}

/** A bar of 4/4. */
const TICKS_PER_BAR = 4 * PPQ;

/** How near each bar of a score is to each source, and how near those of a score are that the networks wrote without having heard them. */
export function blendTimeline(score: Score, untuned: Score, sources: readonly BlendSource[]): BlendTimeline {
  const nearness = closenessTo(sources.map((source) => sourceBars(source, score.key.mode)));
  const { distances, shares } = nearness(scoreBars(score));
  const names = sources.map(({ file }) => file);
  return {
    sources: names,
    bars: shares.map((row, index) => ({
      bar: index + 1,
      seconds: Math.round(ticksToSeconds(index * TICKS_PER_BAR, score.tempo) * 100) / 100,
      closest: names[row.indexOf(Math.max(...row))] ?? '',
      shares: row,
      distances: (distances[index] ?? []).map(round),
    })),
    compared: { distance: meanDistance(distances), untuned: meanDistance(nearness(scoreBars(untuned)).distances) },
  };
}

/** How many bars of a song are closest to each source, in the order of the sources. */
export function barsBySource({ sources, bars }: BlendTimeline): readonly number[] {
  return sources.map((source) => bars.filter(({ closest }) => closest === source).length);
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

/** What a source's songs are like, bar by bar, in a mode. */
function sourceBars({ chords, melodies }: BlendSource, mode: Mode): readonly BarShape[] {
  return [...melodies, ...chords].flatMap((lesson) => lessonBars(inMode(lesson, mode)));
}

function meanDistance(distances: readonly (readonly number[])[]): number {
  return round(distances.reduce((sum, row) => sum + Math.min(...row), 0) / Math.max(1, distances.length));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
