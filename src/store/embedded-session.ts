import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DataFolderLock } from './data-folder.ts';
import type { OpenSession } from './database.ts';
import { startEmbeddedDatabase } from './embedded-database.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { faultOf } from './fault.ts';
import type { Migration } from './migrations.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { StoreError } from './store-error.ts';

/**
 * Sessions with the embedded database of a data folder. Each starts a PGlite of its own, so that one that crashed or hangs is
 * replaced. Its address is published in the folder's lock once it is migrated.
 */
export function embeddedSessions(
  dataFolder: DataFolderLock,
  migrations: readonly Migration[],
  start: typeof startEmbeddedDatabase = startEmbeddedDatabase,
): OpenSession {
  const folder = path.join(dataFolder.folder, 'database');
  let everOpened = false;
  return async ({ onLost, signal }) => {
    // PGlite would take a folder without this file for an empty one, and write a new database over what is there.
    if (existsSync(folder) && !existsSync(path.join(folder, 'PG_VERSION'))) {
      throw unreadable(folder, 'it holds something else than a database');
    }
    let embedded: EmbeddedDatabase;
    try {
      embedded = await start(folder, signal);
    } catch (error) {
      // What opened before will open again when whatever is the matter (memory, the disk) is over.
      throw everOpened ? error : unreadable(folder, (error as Error).message, error);
    }
    try {
      const session = await connect(embedded, migrations, onLost);
      everOpened = true;
      await dataFolder.publish({ databaseUrl: embedded.url });
      return {
        ...session,
        async close() {
          await session.close();
          await embedded.stop();
        },
      };
    } catch (error) {
      await embedded.stop();
      throw error;
    }
  };
}

async function connect(
  embedded: EmbeddedDatabase,
  migrations: readonly Migration[],
  onLost: (problem: string) => void,
): Promise<Session> {
  const session = await openSession(
    { connectionString: embedded.url, ssl: false },
    { migrations, shared: false, onLost: (error) => onLost(faultOf(error).problem) },
  );
  void embedded.ended.then(() => onLost('the thread of the embedded database ended'));
  return session;
}

function unreadable(folder: string, reason: string, cause?: unknown): StoreError {
  return new StoreError(
    `The embedded database in ${folder} could not be opened (${reason}). If the disk is full, make room and start again. ` +
      'If the folder is damaged or was made by another version, restore it from a backup, or move it away: a new, empty ' +
      'database is then made. Nothing was deleted.',
    { cause },
  );
}
