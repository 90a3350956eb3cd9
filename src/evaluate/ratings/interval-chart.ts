import { axisLabel, colourOf, svgDocument, svgLine, svgRect, svgText } from '../../score/index.ts';

/** A share and its interval. */
export interface IntervalRow {
  readonly label: string;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const WIDTH = 720;
const AREA = { left: 250, right: 690, top: 40, row: 24 } as const;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

/** Shares from 0 to 1 as points with their intervals, one row each, as the text of an SVG file. The same input gives the same bytes. */
export function intervalChart(options: {
  readonly title: string;
  readonly xLabel: string;
  readonly rows: readonly IntervalRow[];
}): string {
  const { title, xLabel, rows } = options;
  const bottom = AREA.top + AREA.row * rows.length;
  const x = (share: number) => AREA.left + share * (AREA.right - AREA.left);
  const body = [
    ...TICKS.map((tick) => svgLine(x(tick), AREA.top, x(tick), bottom)),
    ...TICKS.map((tick) => svgText(x(tick), bottom + 16, axisLabel(tick), { anchor: 'middle', size: 11 })),
    ...rows.flatMap(({ label, share, low, high }, index) => {
      const y = AREA.top + AREA.row * (index + 0.5);
      return [
        svgText(AREA.left - 8, y + 4, label, { anchor: 'end', size: 11 }),
        svgLine(x(low), y, x(high), y, colourOf(0)),
        svgRect(x(share) - 3, y - 3, 6, 6, colourOf(0)),
      ];
    }),
    svgText((AREA.left + AREA.right) / 2, bottom + 34, xLabel, { anchor: 'middle' }),
  ];
  return svgDocument(WIDTH, bottom + 48, title, body);
}
