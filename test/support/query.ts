import path from 'node:path';
import { Client } from 'pg';
import { startEmbeddedDatabase } from '../../src/store/embedded-database.ts';
import type { TestDatabase } from './databases.ts';

/** Rows of a test database, read around the store; a store on the embedded database must be closed. */
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

/** A plain connection to a test database, which is started when it is the embedded one. */
export async function connectTo(
  database: Pick<TestDatabase, 'dataDir' | 'databaseUrl'>,
): Promise<{ readonly client: Client; readonly end: () => Promise<void> }> {
  if (database.databaseUrl !== undefined) {
    const client = new Client({ connectionString: database.databaseUrl });
    await client.connect();
    return { client, end: () => client.end() };
  }
  const embedded = await startEmbeddedDatabase(path.join(database.dataDir, 'database'), AbortSignal.timeout(60_000));
  const client = new Client({ host: '127.0.0.1', port: embedded.port, user: 'postgres', database: 'postgres' });
  await client.connect();
  return {
    client,
    async end() {
      await client.end();
      await embedded.stop();
    },
  };
}
