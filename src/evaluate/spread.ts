/** The least, the middle and the greatest of some figures, and how many there were. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly greatest: number;
  readonly count: number;
}

/** The spread of the figures that are finite; undefined when there is none. The median of an even number is the mean of the middle two. */
export function spread(figures: readonly (number | undefined)[]): Spread | undefined {
  const sorted = figures.filter((figure) => Number.isFinite(figure)).toSorted((a, b) => a! - b!) as number[];
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (least === undefined || greatest === undefined) return undefined;
  const half = sorted.length / 2;
  const median = (sorted[Math.floor(half - 0.25)]! + sorted[Math.floor(half)]!) / 2;
  return { least, median, greatest, count: sorted.length };
}

/** A spread for a table, such as `-14.1 / -14.0 / -13.9`; a dash when there is none. */
export function spreadCell(figures: Spread | undefined, decimals: number): string {
  if (figures === undefined) return '-';
  return [figures.least, figures.median, figures.greatest].map((figure) => figure.toFixed(decimals)).join(' / ');
}

/** Rows as a Markdown table: the first row is the heading, the first column is set to the left and the others to the right. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = heading.map((_, column) => (column === 0 ? ':--' : '--:'));
  return [line(heading), line(rule), ...body.map(line)].join('\n');
}
