/**
 * Rows as lines of text: the first row is the heading, the first column is set to the left and the others to the right.
 * `textTable([['', 'mean'], ['tempo', '80']])` is a heading, a rule and a line.
 */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => (column === 0 ? (row[0] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  const [heading = [], ...body] = rows;
  return [line(heading), '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body.map(line)].join('\n');
}

/** A number for a table: three decimals, or a dash when there is none. */
export function cell(value: number | undefined, decimals = 3): string {
  return value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(decimals);
}
