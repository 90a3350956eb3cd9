import { existsSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { lockDataFolder, ownerOfDataFolder } from '../data-folder.ts';
import { parseDatabaseUrl } from '../database-url.ts';
import { startEmbeddedDatabase } from '../embedded-database.ts';
import { faultOf } from '../fault.ts';
import type { StoreLog } from '../log.ts';
import { readMigrations } from '../migrations.ts';
import { openStore } from '../open-store.ts';
import { StoreError } from '../store-error.ts';
import { readBackup, writeBackup } from './backup-file.ts';
import { withDump } from './dump.ts';
import type { TableSums } from './dump.ts';
import { load } from './load.ts';

/** A radio's database: that of its data folder, or the server it uses instead. */
export interface DatabasePlace {
  readonly dataFolder: string;
  readonly databaseUrl?: string;
}

const DRAINING_MILLISECONDS = 600_000;
const OPENING_MILLISECONDS = 120_000;

/**
 * Writes a radio's database to a file, with what still waits in its journal. Refuses while the radio runs unless told so: what waits in its
 * journal at that moment is then left out. Resolves to what was written. Throws a StoreError that says what to do.
 */
export async function backupDatabase(
  place: DatabasePlace,
  file: string,
  options: { readonly replace: boolean; readonly whileRunning: boolean; readonly log: StoreLog },
): Promise<TableSums> {
  if (existsSync(file) && !options.replace)
    throw new StoreError(`${file} is there already. Use --replace, or another name.`);
  const back = (client: Client): Promise<TableSums> =>
    withDump(client, async (dump) => {
      await writeBackup(file, dump);
      return dump.sums;
    });
  const owner = options.whileRunning ? await ownerOfDataFolder(place.dataFolder) : undefined;
  if (owner === undefined)
    return alone(place, async () => {
      await drain(place, options.log);
      return withClient(place, back);
    });
  const databaseUrl = place.databaseUrl ?? owner.databaseUrl;
  if (databaseUrl === undefined) throw new StoreError('The radio is just opening its database; try again in a moment.');
  return withClient({ ...place, databaseUrl }, back);
}

/** Fills a radio's database from a file. Throws a StoreError when it isn't empty, unless it is to be replaced, and while the radio runs. */
export async function restoreDatabase(
  place: DatabasePlace,
  file: string,
  options: { readonly replace: boolean },
): Promise<TableSums> {
  const dump = await readBackup(file);
  const loading = { ...options, migrations: await readMigrations(), shared: place.databaseUrl !== undefined };
  return alone(place, () => withClient(place, (client) => load(client, dump, loading)));
}

/** Copies the embedded database of a data folder to a server; what is in the folder stays. Throws as {@link restoreDatabase}. */
export async function moveDatabase(
  dataFolder: string,
  databaseUrl: string,
  options: { readonly replace: boolean; readonly log: StoreLog },
): Promise<TableSums> {
  const place = { dataFolder };
  const target = { dataFolder, databaseUrl };
  parseDatabaseUrl(databaseUrl);
  if (!existsSync(path.join(dataFolder, 'database'))) {
    throw new StoreError(`There is no embedded database in ${dataFolder} that could be moved. Is RAINDIAL_DATA right?`);
  }
  const loading = { replace: options.replace, migrations: await readMigrations(), shared: true };
  return alone(place, async () => {
    await drain(place, options.log);
    return withClient(place, (from) => withDump(from, (dump) => withClient(target, (to) => load(to, dump, loading))));
  });
}

/** Does work while no radio uses the data folder. */
async function alone<T>({ dataFolder }: DatabasePlace, work: () => Promise<T>): Promise<T> {
  const lock = await lockDataFolder(dataFolder);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** Takes what waits in the journal into the database, as the radio would; also makes the tables, and brings them up to date. */
async function drain({ dataFolder, databaseUrl }: DatabasePlace, log: StoreLog): Promise<void> {
  const held = { folder: path.resolve(dataFolder), publish: () => Promise.resolve(), release: () => Promise.resolve() };
  const store = await openStore({ ...(databaseUrl === undefined ? {} : { databaseUrl }), dataFolder: held, log });
  try {
    await store.opened();
    const state = store.state();
    if (state.kind === 'away') throw new StoreError(`The database can't be reached: ${state.problem}.`);
    if (!(await store.drained(AbortSignal.timeout(DRAINING_MILLISECONDS))))
      throw new StoreError('The database did not take what waits in the journal. Start the radio and look at its log.');
  } finally {
    await store.close();
  }
}

async function withClient<T>(place: DatabasePlace, work: (client: Client) => Promise<T>): Promise<T> {
  const server = place.databaseUrl === undefined ? undefined : parseDatabaseUrl(place.databaseUrl);
  const embedded =
    server === undefined
      ? await startEmbeddedDatabase(
          path.join(path.resolve(place.dataFolder), 'database'),
          AbortSignal.timeout(OPENING_MILLISECONDS),
        )
      : undefined;
  const client = new Client(server?.pool ?? { connectionString: embedded?.url, ssl: false });
  // Said again by the query that is under way.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const where =
      server === undefined ? `The embedded database in ${place.dataFolder}` : `The database at ${server.shown}`;
    throw new StoreError(`${where} could not be used: ${faultOf(error).problem}.`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
    await embedded?.stop();
  }
}
