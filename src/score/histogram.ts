import { axisLabel, axisTicks, colourOf, svgDocument, svgLine, svgRect, svgText } from './svg.ts';

/** A bar of a histogram. */
export interface HistogramBin {
  readonly label: string;
  /** 0 or more; shares and counts alike. */
  readonly count: number;
}

/** What a histogram shows. */
export interface HistogramOptions {
  readonly title: string;
  readonly bins: readonly HistogramBin[];
  /** Beside each bin a second bar, of the same label: what it is compared with. */
  readonly compare?: readonly HistogramBin[];
  /** What the bars and those beside them are called; shown when there is something to compare. */
  readonly names?: readonly [string, string];
  readonly xLabel?: string;
  readonly yLabel?: string;
}

const WIDTH = 720;
const HEIGHT = 380;
const AREA = { left: 70, right: 700, top: 40, bottom: 290 } as const;
/** Labels that are drawn at most; with more bins every second, third… has one. */
const LABELS_MAX = 32;

/** Bars over labels, with a second row of bars beside when `compare` is given, as the text of an SVG file. The same input gives the same bytes. */
export function histogram(options: HistogramOptions): string {
  const { title, bins, compare, names = ['', ''], xLabel = '', yLabel = '' } = options;
  const rows = [bins.map(({ count }) => finite(count))];
  if (compare !== undefined) {
    const others = new Map(compare.map(({ label, count }) => [label, finite(count)]));
    rows.push(bins.map(({ label }) => others.get(label) ?? 0));
  }
  const highest = rows.flat().reduce((a, b) => Math.max(a, b), 0);
  const ticks = axisTicks(0, highest || 1);
  const top = ticks.at(-1) ?? 1;
  const y = (value: number): number => AREA.bottom - (value / top) * (AREA.bottom - AREA.top);
  const slot = (AREA.right - AREA.left) / Math.max(1, bins.length);
  const bar = (slot * 0.84) / rows.length;
  const body = [
    ...ticks.map((tick) => svgLine(AREA.left, y(tick), AREA.right, y(tick))),
    ...ticks.map((tick) => svgText(AREA.left - 6, y(tick) + 4, axisLabel(tick), { anchor: 'end', size: 11 })),
    ...rows.flatMap((row, index) =>
      row.map((value, bin) =>
        svgRect(
          AREA.left + bin * slot + slot * 0.08 + index * bar,
          y(value),
          bar,
          AREA.bottom - y(value),
          colourOf(index),
        ),
      ),
    ),
    ...binLabels(bins, slot),
    svgText((AREA.left + AREA.right) / 2, HEIGHT - 28, xLabel, { anchor: 'middle' }),
    svgText(18, (AREA.top + AREA.bottom) / 2, yLabel, { anchor: 'middle', turn: -90 }),
    ...(compare === undefined ? [] : names.flatMap((name, index) => legendEntry(name, index))),
  ];
  return svgDocument(WIDTH, HEIGHT, title, body);
}

function finite(count: number): number {
  return Number.isFinite(count) ? Math.max(0, count) : 0;
}

function binLabels(bins: readonly HistogramBin[], slot: number): readonly string[] {
  const every = Math.ceil(bins.length / LABELS_MAX);
  return bins.flatMap(({ label }, bin) => {
    if (bin % every !== 0) return [];
    const x = AREA.left + (bin + 0.5) * slot;
    // Long labels lean, so that they don't run into each other.
    const leans = label.length * 6.5 > slot * every;
    const options = leans
      ? ({ anchor: 'end', size: 10, turn: -40 } as const)
      : ({ anchor: 'middle', size: 11 } as const);
    return [svgText(x, AREA.bottom + 14, label, options)];
  });
}

function legendEntry(name: string, index: number): readonly string[] {
  const x = AREA.left + index * 300;
  return [svgRect(x, HEIGHT - 17, 12, 8, colourOf(index)), svgText(x + 18, HEIGHT - 9, name, { size: 11 })];
}
