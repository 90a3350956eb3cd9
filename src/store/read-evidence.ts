import type { Evidence, EvidenceReader } from '../radio/index.ts';
import { lockDataFolder, ownerOfDataFolder } from './data-folder.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { Database } from './database.ts';
import { createEvidenceReader } from './evidence-reader.ts';
import { faultOf } from './fault.ts';
import type { StoreLog } from './log.ts';
import { readMigrations } from './migrations.ts';
import { openStore } from './open-store.ts';
import { openSession } from './session.ts';
import { StoreError } from './store-error.ts';

const READING_MILLISECONDS = 600_000;

/** Where a radio keeps what it logs. */
export interface EvidencePlace {
  readonly dataFolder: string;
  /** Not given for the embedded database of the data folder. */
  readonly databaseUrl?: string;
}

type Stretch = Parameters<EvidenceReader['read']>[0];

/**
 * Reads what a radio logged, whether it runs or not: beside a running one, what still waits in its journal is left out. `stretch` as in {@link EvidenceReader}. Throws a
 * StoreError that says what to do when the database can't be read.
 */
export async function readEvidence(place: EvidencePlace, stretch: Stretch, log: StoreLog): Promise<Evidence> {
  if ((await ownerOfDataFolder(place.dataFolder)) !== undefined) return readEvidenceBeside(place, stretch, log);
  const dataFolder = await lockDataFolder(place.dataFolder);
  try {
    const { databaseUrl } = place;
    const store = await openStore({ ...(databaseUrl === undefined ? {} : { databaseUrl }), dataFolder, log });
    try {
      await store.opened();
      const state = store.state();
      if (state.kind === 'away') throw new StoreError(`The database can't be reached: ${state.problem}.`);
      return await store.evidence.read(stretch);
    } finally {
      await store.close();
    }
  } finally {
    await dataFolder.release();
  }
}

/**
 * Reads what the radio that uses the data folder logged, through a session of its own: from any thread or process, and without ever opening the
 * folder itself. The rest as in {@link readEvidence}.
 */
export async function readEvidenceBeside(place: EvidencePlace, stretch: Stretch, log: StoreLog): Promise<Evidence> {
  const isServer = place.databaseUrl !== undefined;
  const databaseUrl = place.databaseUrl ?? (await ownerOfDataFolder(place.dataFolder))?.databaseUrl;
  if (databaseUrl === undefined) throw new StoreError('The radio is just opening its database; try again in a moment.');
  const migrations = await readMigrations();
  const pool = isServer ? parseDatabaseUrl(databaseUrl).pool : { connectionString: databaseUrl, ssl: false };
  const database = new Database({
    open: ({ onLost }) =>
      openSession(pool, { migrations, shared: isServer, onLost: (error) => onLost(faultOf(error).problem) }),
    log,
    now: Date.now,
  });
  try {
    while (database.state.kind === 'connecting') await database.changed;
    if (database.state.kind === 'refused') throw database.state.error;
    if (database.state.kind === 'away')
      throw new StoreError(`The database can't be reached: ${database.state.problem}.`);
    return await createEvidenceReader(database, { within: READING_MILLISECONDS, givesWay: !isServer }).read(stretch);
  } finally {
    await database.close();
  }
}
