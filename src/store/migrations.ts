import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClientBase } from 'pg';
import { StoreError } from './store-error.ts';

/** One step of the schema: a folder of `prisma/migrations`. */
export interface Migration {
  /** The folder's name; its timestamp gives the order. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hex: what Prisma notes too. */
  readonly checksum: string;
}

/** The migrations of this checkout. */
export const MIGRATIONS_FOLDER = path.resolve(import.meta.dirname, '../../prisma/migrations');

/** Reads the migrations of a folder in the layout of `prisma migrate`, oldest first. */
export async function readMigrations(folder = MIGRATIONS_FOLDER): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const bytes = await readFile(path.join(folder, name, 'migration.sql'));
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

/** The lock that Prisma's own engine takes while it migrates, so that the two exclude each other. */
const PRISMA_MIGRATE_LOCK = 72707369;

/** Prisma's own table, column by column: `prisma migrate deploy` on the same database agrees with what is noted here. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** A migration may rewrite a large table: the pool's limit for ordinary queries is not for it. */
const MIGRATION_MILLISECONDS = 3_600_000;

/**
 * Brings a database to the given migrations, each in a transaction of its own; returns the names of those applied now.
 * `shared`: other programs may be migrating it too, so a lock is held (the embedded database has one session and needs none).
 * Throws a StoreError when the database's history doesn't fit: a migration failed, was changed, or is not known here.
 * Errors of the connection pass through as they are.
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[],
  options: { readonly shared: boolean },
): Promise<readonly string[]> {
  if (options.shared) await client.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATE_LOCK]);
  try {
    await client.query(HISTORY_TABLE);
    const pending = pendingMigrations(migrations, await history(client));
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    // A connection that broke has given up its lock already.
    if (options.shared)
      await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_MIGRATE_LOCK]).catch(() => undefined);
  }
}

interface HistoryRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

async function history(client: ClientBase): Promise<readonly HistoryRow[]> {
  const { rows } = await client.query<HistoryRow>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  return rows;
}

function pendingMigrations(migrations: readonly Migration[], rows: readonly HistoryRow[]): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = known.get(row.migration_name);
    if (migration === undefined) {
      throw new StoreError(
        `The database is newer than this program: it has the migration "${row.migration_name}", which is not known here. ` +
          'Update Raindial, or point DATABASE_URL at another database.',
      );
    }
    if (row.finished_at === null) {
      throw new StoreError(
        `The migration "${row.migration_name}" failed on this database earlier. Repair it by hand and run ` +
          `"prisma migrate resolve --rolled-back ${row.migration_name}", or restore a backup; then start again.`,
      );
    }
    if (row.checksum !== migration.checksum) {
      throw new StoreError(
        `The migration "${row.migration_name}" was changed after this database applied it (its checksum differs). ` +
          'Put prisma/migrations back as it was released, or restore a backup made with this version.',
      );
    }
  }
  const applied = new Set(rows.map((row) => row.migration_name));
  return migrations.filter((migration) => !applied.has(migration.name));
}

async function apply(client: ClientBase, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SET LOCAL statement_timeout = 0');
    const script = { text: migration.sql, query_timeout: MIGRATION_MILLISECONDS };
    await client.query(script);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw refusedByPostgres(error)
      ? new StoreError(
          `The migration "${migration.name}" could not be applied (${(error as Error).message}); the database was left as it ` +
            'was. Check that it is a database for Raindial alone and that its user may create tables.',
          { cause: error },
        )
      : error;
  }
}

/** SQLSTATE classes that say the SQL itself does not work here: data, integrity, transaction state, syntax or access rule. */
function refusedByPostgres(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' && /^(22|23|25|42|0A)/.test(code) && code.length === 5;
}
