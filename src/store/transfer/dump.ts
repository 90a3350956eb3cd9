import type { ClientBase } from 'pg';

/** How many rows a table has, and a checksum over all of them that does not depend on their order. */
export interface TableSum {
  readonly rows: number;
  readonly checksum: string;
}

export type TableSums = Readonly<Record<string, TableSum>>;

/** Rows of a table, each as Postgres writes it as JSON: never read as numbers here, so that none loses a digit. */
export interface Rows {
  readonly table: string;
  readonly rows: readonly string[];
}

/** All rows of a database at one moment. */
export interface Dump {
  /** Names of the migrations that made its tables, oldest first. */
  readonly migrations: readonly string[];
  readonly sums: TableSums;
  readonly rows: AsyncIterable<Rows>;
}

const ROWS_AT_ONCE = 2_000;
const TAKES_ITS_TIME = { query_timeout: 3_600_000 } as const;

/** The tables that migrations made: everything that is Raindial's in a database, whatever else lies there. */
export async function tablesOf(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
     AND c.relname = ANY($1) ORDER BY 1`,
    [KNOWN_TABLES],
  );
  return rows.map(({ name }) => name);
}

/** Also those that a later migration dropped would stay here: a backup from before it has them. */
const KNOWN_TABLES = [
  ...['guilds', 'hearings', 'journal_marks', 'plays', 'ratings'],
  ...['segment_traits', 'segments', 'song_totals', 'trait_totals'],
];

/** Counts and sums rows. Dates are compared in UTC: set the session's time zone before. */
export async function sumTables(client: ClientBase, tables: readonly string[]): Promise<TableSums> {
  const sums: Record<string, TableSum> = {};
  for (const table of tables) {
    const text = `SELECT count(*)::int AS rows,
      coalesce(sum(('x' || substr(md5(row_to_json(t)::text), 1, 15))::bit(60)::bigint), 0)::text AS checksum FROM "${table}" t`;
    const { rows } = await client.query<TableSum>({ text, ...TAKES_ITS_TIME });
    sums[table] = rows[0] ?? { rows: 0, checksum: '0' };
  }
  return sums;
}

/** Reads a database in one view of it, until `work` is done with what it was given. */
export async function withDump<T>(client: ClientBase, work: (dump: Dump) => Promise<T>): Promise<T> {
  await client.query(`SET TIME ZONE 'UTC'`);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const tables = await tablesOf(client);
    const applied = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1',
    );
    const sums = await sumTables(client, tables);
    return await work({ migrations: applied.rows.map(({ name }) => name), sums, rows: readRows(client, tables) });
  } finally {
    await client.query('ROLLBACK');
  }
}

async function* readRows(client: ClientBase, tables: readonly string[]): AsyncGenerator<Rows> {
  for (const table of tables) {
    await client.query(`DECLARE dump NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM "${table}" t`);
    for (;;) {
      const { rows } = await client.query<{ row: string }>({
        text: `FETCH ${ROWS_AT_ONCE} FROM dump`,
        ...TAKES_ITS_TIME,
      });
      if (rows.length === 0) break;
      yield { table, rows: rows.map(({ row }) => row) };
    }
    await client.query('CLOSE dump');
  }
}
