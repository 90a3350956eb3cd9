import path from 'node:path';
import { Client } from 'pg';
import { ownerOfDataFolder } from '../../src/store/index.ts';
import { startEmbeddedDatabase } from '../../src/store/embedded-database.ts';
import type { TestDatabase } from './databases.ts';

/** Rows of a test database, read around the store. */
export async function query(
  database: Pick<TestDatabase, 'dataDir' | 'databaseUrl'>,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { client, end } = await connectTo(database);
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await end();
  }
}

/** A plain connection to a test database. The embedded one is started unless a store has it open. */
export async function connectTo(
  database: Pick<TestDatabase, 'dataDir' | 'databaseUrl'>,
): Promise<{ readonly client: Client; readonly end: () => Promise<void> }> {
  const running = database.databaseUrl ?? (await ownerOfDataFolder(database.dataDir))?.databaseUrl;
  const embedded =
    running === undefined
      ? await startEmbeddedDatabase(path.join(database.dataDir, 'database'), AbortSignal.timeout(60_000))
      : undefined;
  const client = new Client({ connectionString: running ?? embedded?.url });
  await client.connect();
  return {
    client,
    async end() {
      await client.end();
      await embedded?.stop();
    },
  };
}
