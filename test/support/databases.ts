import { createHash, randomUUID } from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { lockDataFolder, openStore } from '../../src/store/index.ts';
import type { Store, StoreLog, StoreOptions } from '../../src/store/index.ts';
import { startEmbeddedDatabase } from '../../src/store/embedded-database.ts';

/** The server to test on besides the embedded database: CI and developers name one; nothing of what it holds is touched. */
const SERVER = process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];

/** The databases that the same tests run on. */
export const DATABASE_KINDS: readonly ('embedded' | 'server')[] = SERVER ? ['embedded', 'server'] : ['embedded'];

/** Whether there is a real server, for tests that need one. */
export const HAS_SERVER = Boolean(SERVER);

/** A place for data that is removed afterwards: a data folder, and a database of its own on the server if that is meant. */
export interface TestDatabase {
  readonly dataDir: string;
  /** Undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly remove: () => Promise<void>;
}

/** A new, empty database. The embedded one is a copy of a template, which opens in half a second instead of four. */
export async function testDatabase(kind: 'embedded' | 'server'): Promise<TestDatabase> {
  const dataDir = await temporaryFolder();
  if (kind === 'embedded') {
    // A thousand small files: the one call copies them in half the time of its promise-based sister.
    cpSync(await embeddedTemplate(), path.join(dataDir, 'database'), { recursive: true });
    return { dataDir, databaseUrl: undefined, remove: () => rm(dataDir, { recursive: true, force: true }) };
  }
  const server = await serverDatabase();
  return {
    dataDir,
    databaseUrl: server.url,
    async remove() {
      await server.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new, empty database on the real server. */
export async function serverDatabase(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  if (!SERVER) throw new Error('Set TEST_DATABASE_URL to run this test.');
  const name = `raindial_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: SERVER });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A store on a test database, and how to close it and its data folder. */
export async function openTestStore(
  database: Pick<TestDatabase, 'dataDir' | 'databaseUrl'>,
  log: StoreLog = memoryLog(),
  options: Pick<StoreOptions, 'journal' | 'now'> = {},
): Promise<{ readonly store: Store; readonly close: () => Promise<void> }> {
  const dataFolder = await lockDataFolder(database.dataDir);
  const url = database.databaseUrl === undefined ? {} : { databaseUrl: database.databaseUrl };
  const store = await openStore({ ...url, ...options, dataFolder, log });
  return {
    store,
    async close() {
      await store.close();
      await dataFolder.release();
    },
  };
}

/** Waits until all that was written is in the database. */
export async function stored(store: Store): Promise<void> {
  if (!(await store.drained(AbortSignal.timeout(240_000)))) throw new Error('The database did not take it in time.');
}

/** A log that keeps its lines. */
export function memoryLog(): StoreLog & { readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string): void =>
      void lines.push(`${level} ${message}`);
  return { lines, info: write('info'), warn: write('warn'), error: write('error') };
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'raindial-store-'));
}

/** An initialised embedded database without tables, made once per version of PGlite and kept between runs. */
async function embeddedTemplate(): Promise<string> {
  const manifest = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')),
    '../package.json',
  );
  const version = createHash('sha256')
    .update(await readFile(manifest))
    .digest('hex')
    .slice(0, 12);
  const template = path.join(os.tmpdir(), `raindial-test-template-${version}`);
  const ready = path.join(template, 'database');
  try {
    await readFile(path.join(ready, 'PG_VERSION'));
    return ready;
  } catch {
    const unfinished = await temporaryFolder();
    const database = await startEmbeddedDatabase(path.join(unfinished, 'database'), AbortSignal.timeout(60_000));
    await database.stop();
    await mkdir(template, { recursive: true });
    // Another test process may have put its own there meanwhile: either will do.
    await rename(path.join(unfinished, 'database'), ready).catch(() => undefined);
    await rm(unfinished, { recursive: true, force: true });
    return ready;
  }
}
