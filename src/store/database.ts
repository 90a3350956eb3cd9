import { setTimeout as sleep } from 'node:timers/promises';
import type { PrismaClient } from './client/client.ts';
import { faultOf } from './fault.ts';
import type { StoreLog } from './log.ts';
import type { Session } from './session.ts';
import { StoreError } from './store-error.ts';

/** How the radio stands with its database. */
export type DatabaseState =
  /** The first attempt is under way. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** It can't be reached now and is tried again and again; `since` is in milliseconds since the epoch. */
  | { readonly kind: 'away'; readonly since: number; readonly problem: string }
  /** It was reached and can't be used by this program; a person has to act. */
  | { readonly kind: 'refused'; readonly error: StoreError }
  | { readonly kind: 'closed' };

/** Opens a session; `onLost` reports that it broke later. Throws a StoreError when trying again is of no use. */
export type OpenSession = (options: {
  readonly onLost: (problem: string) => void;
  readonly signal: AbortSignal;
}) => Promise<Session>;

/** Pauses between attempts: they double from the first to the last. */
const FIRST_PAUSE_MILLISECONDS = 250;
const LAST_PAUSE_MILLISECONDS = 15_000;

/** Keeps one session with a database open: connects, notices when it is lost, and connects again. */
export class Database {
  readonly #open: OpenSession;
  readonly #log: StoreLog;
  readonly #now: () => number;
  readonly #closing = new AbortController();
  readonly #keeping: Promise<void>;
  #state: DatabaseState = { kind: 'connecting' };
  #session: Session | undefined;
  #changed = Promise.withResolvers<void>();
  #failures = 0;
  #late = 0;
  /** Since when the database is away, and why, as far as the log says. */
  #told: { readonly since: number; readonly problem: string } | undefined;
  /** The session has done something. */
  #hasWorked = false;
  /** A session was lost before it had done anything: that there is another one means little until it has. */
  #isDoubtful = false;

  constructor(options: { readonly open: OpenSession; readonly log: StoreLog; readonly now: () => number }) {
    this.#open = options.open;
    this.#log = options.log;
    this.#now = options.now;
    this.#keeping = this.#keep();
  }

  get state(): DatabaseState {
    return this.#state;
  }

  /** Resolves at the next change of the state. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  /**
   * Does work in the database, waiting until there is one, and again from the start when it is lost on the way: the work
   * must be idempotent. Rejects with a StoreError when the database refuses the work, when this is closed, or when it could
   * not be done `within` the given milliseconds (work under way may then still be done).
   */
  async run<T>(work: (prisma: PrismaClient) => Promise<T>, options: { readonly within?: number } = {}): Promise<T> {
    if (options.within === undefined) return this.#persist(work, this.#closing.signal);
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new StoreError('The database did not do it in time.')),
      options.within,
    );
    const doing = this.#persist(work, deadline.signal);
    try {
      return await unlessAborted(doing, deadline.signal);
    } catch (error) {
      if (deadline.signal.aborted) this.#wait(doing);
      throw error;
    } finally {
      clearTimeout(timer);
      deadline.abort();
    }
  }

  /** Whether something that was not done in time is still being done: to ask for more now would only take a connection more. */
  get isSlow(): boolean {
    return this.#late > 0;
  }

  /** Ends the session. What waits in `run` rejects. */
  async close(): Promise<void> {
    if (this.#state.kind !== 'closed') this.#change({ kind: 'closed' });
    this.#closing.abort(new StoreError('The store is closed.'));
    await this.#keeping;
  }

  #wait(late: Promise<unknown>): void {
    this.#late += 1;
    const done = (): void => void (this.#late -= 1);
    late.then(done, done);
  }

  async #persist<T>(work: (prisma: PrismaClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      signal.throwIfAborted();
      const session = await this.#ready(signal);
      try {
        const result = await work(session.prisma);
        this.#failures = 0;
        if (session === this.#session) this.#proved();
        return result;
      } catch (error) {
        const fault = faultOf(error);
        if (fault.kind === 'refused')
          throw new StoreError(`The database refused it: ${fault.problem}`, { cause: error });
        if (session === this.#session && !this.#hasWorked) this.#isDoubtful = true;
        this.#lose(session, fault.problem);
      }
    }
  }

  #proved(): void {
    this.#hasWorked = true;
    this.#isDoubtful = false;
    this.#tellBack();
  }

  async #ready(signal: AbortSignal): Promise<Session> {
    for (;;) {
      if (this.#session !== undefined) return this.#session;
      if (this.#state.kind === 'refused') throw this.#state.error;
      if (this.#state.kind === 'closed') throw new StoreError('The store is closed.');
      await unlessAborted(this.changed, signal);
    }
  }

  /** Connects whenever there is no session, until this is closed. */
  async #keep(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && this.#state.kind !== 'refused') {
      const session = await this.#connect(signal);
      if (session === undefined) continue;
      while (this.#session === session) await this.changed;
      // The next one may only be opened when this one is gone: the embedded database can't be open twice.
      await session.close().catch(() => undefined);
    }
  }

  async #connect(signal: AbortSignal): Promise<Session | undefined> {
    if (this.#failures > 0) await sleep(pause(this.#failures), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
    // A loss before the session is handed out is noticed by the first work on it.
    let opened: Session | undefined;
    const onLost = (problem: string): void => {
      if (opened !== undefined) this.#lose(opened, problem);
    };
    try {
      opened = await this.#open({ onLost, signal });
      if (signal.aborted) {
        await opened.close();
        return undefined;
      }
      for (const name of opened.migrated) this.#log.info(`The database was brought up to date: ${name}.`);
      this.#change({ kind: 'ready' }, opened);
      return opened;
    } catch (error) {
      this.#failures += 1;
      if (signal.aborted) return undefined;
      if (error instanceof StoreError) this.#change({ kind: 'refused', error });
      else this.#leave(faultOf(error).problem);
      return undefined;
    }
  }

  #lose(session: Session, problem: string): void {
    if (this.#session !== session) return;
    this.#failures += 1;
    this.#leave(problem);
  }

  #leave(problem: string): void {
    const since = this.#state.kind === 'away' ? this.#state.since : this.#now();
    this.#change({ kind: 'away', since, problem });
  }

  #change(next: DatabaseState, session?: Session): void {
    this.#state = next;
    this.#session = session;
    this.#hasWorked = false;
    this.#report(next);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  #report(next: DatabaseState): void {
    if (next.kind === 'refused') this.#log.error(next.error.message);
    else if (next.kind === 'away' && this.#told?.problem !== next.problem) {
      this.#told = { since: this.#told?.since ?? next.since, problem: next.problem };
      this.#log.warn(`The database is away: ${next.problem}. The radio plays on; what it writes waits in the journal.`);
    } else if (next.kind === 'ready' && !this.#isDoubtful) this.#tellBack();
  }

  #tellBack(): void {
    if (this.#told === undefined) return;
    this.#log.info(`The database is back after ${Math.round((this.#now() - this.#told.since) / 1000)} s.`);
    this.#told = undefined;
  }
}

function pause(failures: number): number {
  return Math.min(LAST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** (failures - 1));
}

/** The promise, or a rejection as soon as the signal aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', abort));
}
