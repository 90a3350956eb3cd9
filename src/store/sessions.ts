import type { DataFolderLock } from './data-folder.ts';
import { parseDatabaseUrl } from './database-url.ts';
import type { OpenSession } from './database.ts';
import { embeddedSessions } from './embedded-session.ts';
import { faultOf } from './fault.ts';
import { readMigrations } from './migrations.ts';
import { serverSessions } from './server-session.ts';
import { StoreError } from './store-error.ts';
import { loadQueryCompiler } from './warm-up.ts';

/** Which database: that of a DATABASE_URL, or the embedded one of the data folder. */
export interface DatabaseChoice {
  readonly databaseUrl?: string;
  readonly dataFolder: DataFolderLock;
}

const PROBING_MILLISECONDS = 120_000;

/** How to open a database, and what that is called while people wait. Throws a StoreError when the URL can't be read. */
export async function sessionsOf(
  choice: DatabaseChoice,
): Promise<{ readonly open: OpenSession; readonly stage: string }> {
  const server = choice.databaseUrl === undefined ? undefined : parseDatabaseUrl(choice.databaseUrl);
  const [migrations] = await Promise.all([readMigrations(), loadQueryCompiler()]);
  return server === undefined
    ? { open: embeddedSessions(choice.dataFolder, migrations), stage: 'opening the embedded database' }
    : { open: serverSessions(server, migrations), stage: `connecting to the database at ${server.shown}` };
}

/**
 * Opens a database once, brings it up to date, and closes it; nothing else of the data folder is touched, so that a radio which uses a server
 * may run meanwhile. Throws the StoreError that says why it can't be used.
 */
export async function probeDatabase(choice: DatabaseChoice): Promise<void> {
  const { open } = await sessionsOf(choice);
  try {
    const signal = AbortSignal.timeout(PROBING_MILLISECONDS);
    const session = await open({ onLost: () => undefined, signal });
    await session.close();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The database can't be reached: ${faultOf(error).problem}.`, { cause: error });
  }
}
