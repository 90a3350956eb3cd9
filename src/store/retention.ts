import type { Database } from './database.ts';
import type { StoreLog } from './log.ts';

const DAY_MILLISECONDS = 86_400_000;

/** Rows are deleted so many at a time, so that no transaction is long and the radio's own writes come between. */
const ROWS_AT_ONCE = 20_000;

/** A journal's file is done with in hours or days; its mark is of no use when it is as old as this. */
const MARK_DAYS = 400;

/**
 * Deletes what is known of single listeners and is older than so many days: who heard what, and who rated what. The sums they were counted
 * in stay. Resolves to how many rows went. Rejects with a StoreError when the database is closed or refused; waits while it is away.
 */
export async function deleteOldRows(
  database: Pick<Database, 'run'>,
  options: { readonly days: number; readonly now: number; readonly log: StoreLog },
): Promise<number> {
  const before = new Date(options.now - options.days * DAY_MILLISECONDS);
  let deleted = 0;
  for (const [table, column] of [
    ['hearings', 'ended_at'],
    ['ratings', 'updated_at'],
  ] as const) {
    const sql = `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${column} < $1 LIMIT ${ROWS_AT_ONCE}))`;
    for (;;) {
      const rows = await database.run((prisma) => prisma.$executeRawUnsafe(sql, before));
      deleted += rows;
      if (rows < ROWS_AT_ONCE) break;
    }
  }
  const stale = new Date(options.now - MARK_DAYS * DAY_MILLISECONDS);
  await database.run((prisma) => prisma.$executeRawUnsafe('DELETE FROM journal_marks WHERE updated_at < $1', stale));
  if (deleted > 0)
    options.log.info(`${deleted} rows about single listeners were older than ${options.days} days, and deleted.`);
  return deleted;
}
