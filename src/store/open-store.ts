import path from 'node:path';
import type {
  EvidenceReader,
  ListenerRecords,
  PlayLog,
  Progress,
  RatingStore,
  RoomStore,
  SettingsStore,
  TotalsReader,
} from '../radio/index.ts';
import { growing } from './clock.ts';
import { Database } from './database.ts';
import type { DatabaseState } from './database.ts';
import { asEntry } from './entry.ts';
import type { Entry } from './entry.ts';
import { createEvidenceReader } from './evidence-reader.ts';
import { GuildMemory } from './guild-memory.ts';
import { createGuildStores } from './guild-stores.ts';
import { Journal } from './journal.ts';
import type { JournalOptions } from './journal.ts';
import { createListenerRecords } from './listener-records.ts';
import type { StoreLog } from './log.ts';
import { Outbox } from './outbox.ts';
import { createPlayLog } from './play-log.ts';
import { RatingOverlay } from './rating-overlay.ts';
import { createRatingStore } from './rating-store.ts';
import { deleteOldRows } from './retention.ts';
import { sessionsOf } from './sessions.ts';
import type { DatabaseChoice } from './sessions.ts';
import { StoreError } from './store-error.ts';
import { createTotalsReader } from './totals-reader.ts';

/** Everything the radio remembers beyond its segments' files. */
export interface Store {
  readonly playLog: PlayLog;
  readonly ratings: RatingStore;
  readonly rooms: RoomStore;
  readonly settings: SettingsStore;
  readonly listeners: ListenerRecords;
  readonly evidence: EvidenceReader;
  readonly totals: TotalsReader;
  state(): DatabaseState;
  /**
   * Waits for the end of the first attempt: resolves when the database is ready, or away and tried again.
   * Rejects with the StoreError that says why this program can't use the database.
   */
  opened(): Promise<void>;
  /** Writes that are not in the database yet; they are in the journal, or wait for it when the disk is full. */
  pendingWrites(): number;
  /** Resolves when all writes are in the database, or when the signal aborts; tells whether they are. */
  drained(signal: AbortSignal): Promise<boolean>;
  /** Deletes what is known of single listeners and is older than so many days; the sums stay. Resolves to how many rows went. */
  deleteOlderThan(days: number): Promise<number>;
  health(): 'ok' | { readonly problem: string };
  /** Gives the database a moment to take what waits (the journal keeps the rest), and closes it. */
  close(): Promise<void>;
}

/** The data folder's lock must be held: its journal belongs to one process alone. */
export interface StoreOptions extends DatabaseChoice {
  readonly log: StoreLog;
  readonly now?: () => number;
  /** Called when opening begins and ends. */
  readonly onProgress?: (progress: Progress) => void;
  /** Limits of the journal, and its disk; for tests. */
  readonly journal?: Omit<JournalOptions, 'folder' | 'log' | 'onFound'>;
}

const CLOSING_MILLISECONDS = 3_000;
/** Reports may take a while; a listener who asks for something does not wait so long. */
const REPORT_MILLISECONDS = 30_000;
const ANSWER_MILLISECONDS = 5_000;

/**
 * Opens the database behind a DATABASE_URL, or the embedded one of the data folder, and brings it up to date.
 * Resolves as soon as the journal is open: the store takes writes while it connects, and through every later absence of the database.
 * Throws a StoreError when the URL can't be read, or the journal can't be opened.
 * @example
 * const store = await openStore({ dataFolder: await lockDataFolder('./data'), log });
 * await store.opened();
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataFolder, log, now = Date.now } = options;
  const { open, stage } = await sessionsOf(options);
  options.onProgress?.({ stage, done: 0 });

  const overlay = new RatingOverlay();
  const memory = await GuildMemory.open(path.join(dataFolder.folder, 'guilds.json'), log);
  let last = 0;
  const journal = await Journal.open({
    ...options.journal,
    folder: path.join(dataFolder.folder, 'journal'),
    log,
    onFound: (value) => {
      const entry = asEntry(value);
      if (entry === undefined) return;
      if ('at' in entry) last = Math.max(last, entry.at);
      if (entry.kind === 'rating') overlay.put(entry);
      else if (entry.kind === 'forget') overlay.forget(entry.listener);
      else memory.change(entry);
    },
  });
  const stamp = growing(now, last);
  const database = new Database({ open, log, now });
  const onTaken = (entry: Entry): void => (entry.kind === 'rating' ? overlay.taken(entry) : undefined);
  const outbox = new Outbox({ journal, database, log, onTaken });

  const opened = async (): Promise<void> => {
    while (database.state.kind === 'connecting') await database.changed;
    if (database.state.kind === 'refused') throw database.state.error;
    if (database.state.kind === 'closed') throw new StoreError('The store was closed while it opened.');
  };
  void opened().then(
    () => options.onProgress?.({ stage, done: 1 }),
    () => undefined,
  );

  return {
    playLog: createPlayLog(journal),
    ratings: createRatingStore({ journal, overlay, database, stamp }),
    ...createGuildStores({ journal, memory, database, stamp }),
    listeners: createListenerRecords({ journal, overlay, database, within: ANSWER_MILLISECONDS, stamp }),
    evidence: createEvidenceReader(database, { within: REPORT_MILLISECONDS }),
    totals: createTotalsReader(database, { within: ANSWER_MILLISECONDS }),
    state: () => database.state,
    opened,
    pendingWrites: () => outbox.pending,
    drained: (signal) => outbox.drained(signal),
    deleteOlderThan: (days) => deleteOldRows(database, { days, now: now(), log }),
    health: () => health(database.state, journal),
    async close() {
      if (database.state.kind === 'ready') await outbox.drained(AbortSignal.timeout(CLOSING_MILLISECONDS));
      await journal.close();
      await Promise.all([database.close(), outbox.close()]);
      await memory.close();
    },
  };
}

function health(state: DatabaseState, journal: Journal): 'ok' | { readonly problem: string } {
  const waiting = journal.pending > 0 ? `; ${journal.pending} writes wait in the journal` : '';
  if (state.kind !== 'closed' && journal.fault !== undefined)
    return { problem: `the journal can't be written: ${journal.fault}${waiting}` };
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
