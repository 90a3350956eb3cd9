import { colourOf, decimal, svgDocument, svgLine, svgRect, svgText } from './svg.ts';

/** A stretch of a song and what is said of it. */
export interface TimelineBar {
  /** In the unit of the axis; bars of music, say. */
  readonly from: number;
  readonly to: number;
  /** A height from 0 to 1, or the name of a class. */
  readonly value: number | string;
}

/** What a timeline shows. */
export interface TimelineOptions {
  readonly title: string;
  readonly bars: readonly TimelineBar[];
  /** What time is counted in; `bars` when not given. */
  readonly unit?: string;
  /** What the values 1 and 0 stand for, written beside the axis. */
  readonly ends?: readonly [string, string];
  /** The classes in the order of their colours; as they come when not given. */
  readonly classes?: readonly string[];
}

const WIDTH = 960;
const HEIGHT = 210;
const AREA = { left: 90, right: 945, top: 40, bottom: 150 } as const;

/**
 * What is said of each stretch of a song, over time: a height between 0 and 1 (how sure a classifier is), or a class by its colour
 * (which source a bar is close to), as the text of an SVG file. The same input gives the same bytes.
 */
export function timelinePicture(options: TimelineOptions): string {
  const { title, bars, unit = 'bars', ends = ['1', '0'] } = options;
  const named = bars.map(({ value }) => value).filter((value) => typeof value === 'string');
  const classes = [...new Set([...(options.classes ?? []), ...named])];
  const start = bars.reduce((low, { from }) => Math.min(low, from), bars[0]?.from ?? 0);
  const end = Math.max(
    start + 1,
    bars.reduce((high, { to }) => Math.max(high, to), start),
  );
  const x = (time: number): number => AREA.left + ((time - start) / (end - start)) * (AREA.right - AREA.left);
  const height = AREA.bottom - AREA.top;
  const blocks = bars.map(({ from, to, value }) => {
    const width = Math.max(0.5, x(to) - x(from) - 0.5);
    if (typeof value === 'string') return svgRect(x(from), AREA.top, width, height, colourOf(classes.indexOf(value)));
    const share = Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
    return svgRect(x(from), AREA.bottom - share * height, width, share * height, colourOf(0));
  });
  const heights = named.length < bars.length || bars.length === 0;
  const axis = heights
    ? [
        ...[AREA.top, (AREA.top + AREA.bottom) / 2, AREA.bottom].map((y) => svgLine(AREA.left, y, AREA.right, y)),
        svgText(AREA.left - 6, AREA.top + 4, ends[0], { anchor: 'end', size: 11 }),
        svgText(AREA.left - 6, AREA.bottom + 4, ends[1], { anchor: 'end', size: 11 }),
      ]
    : [];
  const legend = classes.flatMap((name, index) => {
    const left = AREA.left + (index * (AREA.right - AREA.left)) / classes.length;
    return [svgRect(left, HEIGHT - 20, 12, 8, colourOf(index)), svgText(left + 18, HEIGHT - 12, name, { size: 11 })];
  });
  return svgDocument(WIDTH, HEIGHT, title, [
    ...axis,
    ...blocks,
    svgText(AREA.left, AREA.bottom + 18, decimal(start), { size: 11 }),
    svgText(AREA.right, AREA.bottom + 18, `${decimal(end)} ${unit}`, { anchor: 'end', size: 11 }),
    ...legend,
  ]);
}
