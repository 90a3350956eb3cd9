import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFolderLock } from './data-folder.ts';
import type { OpenSession } from './database.ts';
import { startEmbeddedDatabase } from './embedded-database.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { faultOf } from './fault.ts';
import type { Migration } from './migrations.ts';
import type { ServerAddress } from './database-url.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { StoreError } from './store-error.ts';

/** Queries under way get this long to end before their connection is left alone. */
const ENDING_MILLISECONDS = 2_000;

/** Sessions with a Postgres server. */
export function serverSessions(server: ServerAddress, migrations: readonly Migration[]): OpenSession {
  return async ({ onLost }) => {
    const session = await openSession(server.pool, {
      migrations,
      shared: true,
      onLost: (error) => onLost(faultOf(error).problem),
    });
    return { ...session, close: () => endInTime(session) };
  };
}

/**
 * Sessions with the embedded database of a data folder; each is a PGlite of its own, so that one that crashed or hangs is
 * replaced. Its address is published in the folder's lock once it is migrated.
 */
export function embeddedSessions(dataFolder: DataFolderLock, migrations: readonly Migration[]): OpenSession {
  const folder = path.join(dataFolder.folder, 'database');
  let everOpened = false;
  return async ({ onLost, signal }) => {
    if (existsSync(folder) && !existsSync(path.join(folder, 'PG_VERSION')))
      throw unreadable(folder, 'it is no database');
    let embedded: EmbeddedDatabase;
    try {
      embedded = await startEmbeddedDatabase(folder, signal);
    } catch (error) {
      // What opened before will open again when whatever is the matter (memory, the disk) is over.
      throw everOpened ? error : unreadable(folder, (error as Error).message, error);
    }
    try {
      const address = { host: '127.0.0.1', port: embedded.port, user: 'postgres', database: 'postgres', ssl: false };
      const session = await openSession(address, {
        migrations,
        shared: false,
        onLost: (error) => onLost(faultOf(error).problem),
      });
      everOpened = true;
      void embedded.ended.then(() => onLost('the thread of the embedded database ended'));
      await dataFolder.publish({ databaseUrl: `postgres://postgres@127.0.0.1:${embedded.port}/postgres` });
      return {
        ...session,
        close: async () => {
          await endInTime(session);
          await embedded.stop();
        },
      };
    } catch (error) {
      await embedded.stop();
      throw error;
    }
  };
}

async function endInTime(session: Session): Promise<void> {
  const clock = new AbortController();
  const over = sleep(ENDING_MILLISECONDS, undefined, { signal: clock.signal }).catch(() => undefined);
  await Promise.race([session.close(), over]).finally(() => clock.abort());
}

function unreadable(folder: string, reason: string, cause?: unknown): StoreError {
  return new StoreError(
    `The embedded database in ${folder} could not be opened (${reason}). If the disk is full, make room and start again. ` +
      'If the folder is damaged or was made by another version, restore it from a backup, or move it away: a new, empty ' +
      'database is then made. Nothing was deleted.',
    { cause },
  );
}
