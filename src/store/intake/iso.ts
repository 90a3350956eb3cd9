/**
 * A moment as Postgres reads it. Throws a RangeError for what is none: Postgres would take `yesterday` for one, and JSON has null for NaN.
 */
export function iso(moment: number | string | null): string {
  if (moment === null) throw new RangeError('Invalid time value');
  return new Date(moment).toISOString();
}
