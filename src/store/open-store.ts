import type { PlayLog, Progress, RatingStore, RoomStore } from '../radio/index.ts';
import type { DataFolderLock } from './data-folder.ts';
import { Database } from './database.ts';
import type { DatabaseState } from './database.ts';
import { parseDatabaseUrl } from './database-url.ts';
import type { StoreLog } from './log.ts';
import { embeddedSessions } from './embedded-session.ts';
import { readMigrations } from './migrations.ts';
import { createPlayLog } from './play-log.ts';
import { createRatingStore } from './rating-store.ts';
import { createRoomStore } from './room-store.ts';
import { serverSessions } from './server-session.ts';
import { StoreError } from './store-error.ts';
import { loadQueryCompiler } from './warm-up.ts';
import { WriteQueue } from './write-queue.ts';

/** Everything the radio remembers beyond its segments' files. */
export interface Store {
  readonly playLog: PlayLog;
  readonly ratings: RatingStore;
  readonly rooms: RoomStore;
  state(): DatabaseState;
  /**
   * Waits for the end of the first attempt: resolves when the database is ready, or away and tried again.
   * Rejects with the StoreError that says why this program can't use the database.
   */
  opened(): Promise<void>;
  /** Writes that wait in memory; they are lost when the process is killed. */
  pendingWrites(): number;
  health(): 'ok' | { readonly problem: string };
  /** Writes what waits (for 5 s at most) and closes the database. */
  close(): Promise<void>;
}

/** A song and its play are three writes of about 2 KB in all: these are a week of songs, and some 20 MB. */
const QUEUE_LIMIT = 10_000;
const FLUSH_MILLISECONDS = 5_000;

/**
 * Opens the database behind a DATABASE_URL, or the embedded one of the data folder, and brings it up to date.
 * Resolves at once: the store takes writes while it connects, and through every later absence of the database.
 * Throws a StoreError when the URL can't be read.
 * @example
 * const store = await openStore({ dataFolder: await lockDataFolder('./data'), log });
 * await store.opened();
 */
export async function openStore(options: {
  readonly databaseUrl?: string;
  readonly dataFolder: DataFolderLock;
  readonly log: StoreLog;
  readonly now?: () => number;
  /** Called when opening begins and ends. */
  readonly onProgress?: (progress: Progress) => void;
}): Promise<Store> {
  const { log, now = Date.now, onProgress } = options;
  const server = options.databaseUrl === undefined ? undefined : parseDatabaseUrl(options.databaseUrl);
  const [migrations] = await Promise.all([readMigrations(), loadQueryCompiler()]);
  const open =
    server === undefined ? embeddedSessions(options.dataFolder, migrations) : serverSessions(server, migrations);
  const stage =
    server === undefined ? 'opening the embedded database' : `connecting to the database at ${server.shown}`;
  onProgress?.({ stage, done: 0 });

  const database = new Database({ open, log, now });
  const queue = new WriteQueue({ database, log, limit: QUEUE_LIMIT });

  const opened = async (): Promise<void> => {
    while (database.state.kind === 'connecting') await database.changed;
    if (database.state.kind === 'refused') throw database.state.error;
    if (database.state.kind === 'closed') throw new StoreError('The store was closed while it opened.');
  };
  void opened().then(
    () => onProgress?.({ stage, done: 1 }),
    () => undefined,
  );

  return {
    playLog: createPlayLog(queue),
    ratings: createRatingStore(database, { now }),
    rooms: createRoomStore(queue),
    state: () => database.state,
    opened,
    pendingWrites: () => queue.pending,
    health: () => health(database.state, queue),
    async close() {
      await queue.flush(FLUSH_MILLISECONDS);
      queue.abandon();
      await database.close();
    },
  };
}

function health(state: DatabaseState, queue: WriteQueue): 'ok' | { readonly problem: string } {
  const waiting = queue.pending > 0 ? `; ${queue.pending} writes wait in memory` : '';
  switch (state.kind) {
    case 'ready':
      return 'ok';
    case 'connecting':
      return { problem: `the database is being opened${waiting}` };
    case 'away':
      return { problem: `the database is away: ${state.problem}${waiting}` };
    case 'refused':
      return { problem: state.error.message };
    case 'closed':
      return { problem: 'the store is closed' };
  }
}
