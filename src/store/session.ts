import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import type { ClientBase, PoolConfig } from 'pg';
import { PrismaClient } from './client/client.ts';
import type { Migration } from './migrations.ts';
import { migrate } from './migrations.ts';

/** A migrated database and the client that speaks to it, from connecting until it is lost or closed. */
export interface Session {
  readonly prisma: PrismaClient;
  /** Names of the migrations that connecting applied. */
  readonly migrated: readonly string[];
  /** Gives queries under way a moment to end. */
  close(): Promise<void>;
}

/**
 * A server that was reached answers within these, or the query counts as failed: without a limit a black-holed connection
 * would hold the queue of writes for as long as the kernel's keep-alive takes (two hours by default).
 */
const CONNECT_MILLISECONDS = 5_000;
const QUERY_MILLISECONDS = 30_000;

/**
 * A shared server itself ends what was given up here: else a query would go on waiting for its lock, with one more connection at each attempt, and a connection
 * that was lost without a word would hold its locks against the next attempt for as long as the server's keep-alive takes.
 * Set by a query, not at connecting: poolers such as PgBouncer refuse what they don't know there.
 */
const LIMITS = 'SET statement_timeout = 25000; SET idle_in_transaction_session_timeout = 30000';

/** Queries under way when a session closes get this long before their connection is left alone. */
const ENDING_MILLISECONDS = 2_000;

/**
 * Connects, migrates, and hands out a Prisma client. `onLost` is called when a connection breaks while nothing is asked of it.
 * Rejects with a StoreError when the database's history doesn't fit this program, else with pg's error.
 */
export async function openSession(
  address: PoolConfig,
  options: {
    readonly migrations: readonly Migration[];
    readonly shared: boolean;
    readonly onLost: (error: Error) => void;
  },
): Promise<Session> {
  const pool = new Pool({
    ...address,
    application_name: 'raindial',
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: QUERY_MILLISECONDS,
    keepAlive: true,
    ...(options.shared
      ? // The pool waits for it before it gives the connection out, whatever its type says.
        // eslint-disable-next-line @typescript-eslint/no-misused-promises
        { max: 4, onConnect: (client: ClientBase) => client.query(LIMITS) }
      : { max: 1, idleTimeoutMillis: 0 }),
  });
  pool.on('error', options.onLost);
  try {
    const migrated = await migrateWith(pool, options);
    const prisma = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });
    return { prisma, migrated, close: () => end(pool) };
  } catch (error) {
    // Not waited for: a connection that hangs would hold this up, and there is nothing to save.
    void pool.end();
    throw error;
  }
}

async function migrateWith(
  pool: Pool,
  options: { readonly migrations: readonly Migration[]; readonly shared: boolean },
): Promise<readonly string[]> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    return await migrate(client, options.migrations, options);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // `true` drops the connection, and with it whatever the failure left open on it.
    client.release(failure !== undefined);
  }
}

async function end(pool: Pool): Promise<void> {
  const clock = new AbortController();
  const over = sleep(ENDING_MILLISECONDS, undefined, { signal: clock.signal }).catch(() => undefined);
  await Promise.race([pool.end(), over]).finally(() => clock.abort());
}
