import type { ClientBase } from 'pg';
import { migrate } from '../migrations.ts';
import type { Migration } from '../migrations.ts';
import { StoreError } from '../store-error.ts';
import { sumTables, tablesOf } from './dump.ts';
import type { Dump, TableSums } from './dump.ts';

/**
 * Fills a database with a dump, and brings it up to date with this program. Rows are compared with the dump's by number and checksum before
 * they are kept. Throws a StoreError when there are rows already, unless they are to be replaced; when the dump was made by a newer program;
 * and when what arrived is not what was sent: the database is then empty.
 */
export async function load(
  client: ClientBase,
  dump: Dump,
  options: { readonly migrations: readonly Migration[]; readonly shared: boolean; readonly replace: boolean },
): Promise<TableSums> {
  const { migrations, shared, replace } = options;
  const unknown = dump.migrations.find((name) => !migrations.some((migration) => migration.name === name));
  if (unknown !== undefined) {
    throw new StoreError(`It was made by a newer Raindial: it has the migration "${unknown}". Update Raindial first.`);
  }
  await client.query(`SET TIME ZONE 'UTC'`);
  // Refuses a database that some other program has made.
  await migrate(client, migrations, { shared });
  const present = await tablesOf(client);
  const filled = Object.entries(await sumTables(client, present)).filter(([, { rows }]) => rows > 0);
  if (filled.length > 0 && !replace) {
    const found = filled.map(([table, { rows }]) => `${rows} ${table}`).join(', ');
    throw new StoreError(
      `The database to fill is not empty (${found}). Use --replace to delete what it holds, or an empty one.`,
    );
  }
  // As it was when the dump was made: the later migrations then do with its rows what they did with everyone's.
  await client.query(`DROP TABLE ${[...present, '_prisma_migrations'].map((table) => `"${table}"`).join(', ')}`);
  await migrate(
    client,
    migrations.filter(({ name }) => dump.migrations.includes(name)),
    { shared },
  );
  const arrived = await insert(client, dump);
  await migrate(client, migrations, { shared });
  return arrived;
}

async function insert(client: ClientBase, dump: Dump): Promise<TableSums> {
  await client.query('BEGIN');
  try {
    const tables = await tablesOf(client);
    for await (const { table, rows } of dump.rows) {
      if (!tables.includes(table)) throw new StoreError(`It holds a table "${table}" that its migrations don't make.`);
      const text = `INSERT INTO "${table}" SELECT * FROM json_populate_recordset(NULL::"${table}", $1::json)`;
      await client.query({ text, values: [`[${rows.join(',')}]`] });
    }
    const arrived = await sumTables(client, tables);
    for (const [table, { rows, checksum }] of Object.entries(dump.sums)) {
      const found = arrived[table];
      if (found?.rows === rows && found.checksum === checksum) continue;
      throw new StoreError(
        `${table}: ${rows} rows were sent and ${found?.rows ?? 0} arrived, or not as they were. Nothing was kept.`,
      );
    }
    await client.query('COMMIT');
    return arrived;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
