import { axisLabel, axisTicks, colourOf, decimal, svgDocument, svgLine, svgRect, svgText } from './svg.ts';

/** A curve of a line chart. */
export interface ChartSeries {
  readonly name: string;
  /** `[x, y]` in order of x; points that are not finite are left out. */
  readonly points: readonly (readonly [number, number])[];
}

/** What a line chart shows. */
export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly ChartSeries[];
}

const WIDTH = 720;
const HEIGHT = 400;
/** The drawing area within the picture, in pixels. */
const AREA = { left: 70, right: 700, top: 40, bottom: 340 } as const;

/**
 * Curves over two axes with round numbers, named below, as the text of an SVG file: losses by epoch, say. The same input gives the
 * same bytes. Without any finite point the axes run from 0 to 1.
 */
export function lineChart({ title, xLabel, yLabel, series }: LineChartOptions): string {
  const curves = series.map(({ name, points }) => ({
    name,
    points: points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
  }));
  const all = curves.flatMap(({ points }) => points);
  const xTicks = ticksOver(all.map(([x]) => x));
  const yTicks = ticksOver(all.map(([, y]) => y));
  const x = scale(xTicks, AREA.left, AREA.right);
  const y = scale(yTicks, AREA.bottom, AREA.top);
  const grid = [
    ...xTicks.map((tick) => svgLine(x(tick), AREA.top, x(tick), AREA.bottom)),
    ...yTicks.map((tick) => svgLine(AREA.left, y(tick), AREA.right, y(tick))),
    ...xTicks.map((tick) => svgText(x(tick), AREA.bottom + 16, axisLabel(tick), { anchor: 'middle', size: 11 })),
    ...yTicks.map((tick) => svgText(AREA.left - 6, y(tick) + 4, axisLabel(tick), { anchor: 'end', size: 11 })),
    svgText((AREA.left + AREA.right) / 2, AREA.bottom + 34, xLabel, { anchor: 'middle' }),
    svgText(18, (AREA.top + AREA.bottom) / 2, yLabel, { anchor: 'middle', turn: -90 }),
  ];
  const drawn = curves.flatMap(({ points }, index) => curve(points, x, y, colourOf(index)));
  return svgDocument(WIDTH, HEIGHT, title, [...grid, ...drawn, ...legend(curves.map(({ name }) => name))]);
}

/** Axis numbers that cover all values; spread is spelt out in a loop, for a curve may have more points than a call has arguments. */
function ticksOver(values: readonly number[]): readonly number[] {
  if (values.length === 0) return axisTicks(0, 1);
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return axisTicks(low, high);
}

function scale(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

function curve(
  points: readonly (readonly [number, number])[],
  x: (value: number) => number,
  y: (value: number) => number,
  colour: string,
): readonly string[] {
  const [only] = points;
  if (only === undefined) return [];
  // A line of one point has no length and would not be seen.
  if (points.length === 1)
    return [`<circle cx="${decimal(x(only[0]))}" cy="${decimal(y(only[1]))}" r="3" fill="${colour}"/>`];
  const path = points.map(([px, py]) => `${decimal(x(px))},${decimal(y(py))}`).join(' ');
  return [`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.8"/>`];
}

/** The names of the series with their colours, in one row at the bottom. */
function legend(names: readonly string[]): readonly string[] {
  const step = (AREA.right - AREA.left) / Math.max(1, names.length);
  return names.flatMap((name, index) => [
    svgRect(AREA.left + index * step, HEIGHT - 18, 12, 4, colourOf(index)),
    svgText(AREA.left + index * step + 18, HEIGHT - 12, name, { size: 11 }),
  ]);
}
