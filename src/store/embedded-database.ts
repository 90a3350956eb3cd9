import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** What the thread of the embedded database reports. */
export type FromEmbedded =
  { readonly kind: 'listening'; readonly port: number } | { readonly kind: 'failed'; readonly reason: string };

/** A PGlite that runs in a thread of its own and listens on a loopback port. */
export interface EmbeddedDatabase {
  /** How to connect to it; holds a password that is good for this start of it only. */
  readonly url: string;
  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Closes the database and ends the thread, by force when it doesn't answer. */
  stop(): Promise<void>;
}

/** Opening took 13 s at most under heavy load; recovering a large folder after a crash may take longer. */
const OPENING_MILLISECONDS = 120_000;
const CLOSING_MILLISECONDS = 10_000;

/**
 * Opens (or makes) the embedded database in a folder. Two of them on one folder destroy it: hold the data folder's lock.
 * Rejects with an Error that says why when it can't be opened, and when `signal` aborts.
 */
export async function startEmbeddedDatabase(folder: string, signal: AbortSignal): Promise<EmbeddedDatabase> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(OPENING_MILLISECONDS)]);
  if (!existsSync(folder)) await make(folder, inTime);
  const password = randomBytes(16).toString('hex');
  const worker = thread('./embedded-worker.ts', { folder, password });
  let crash: Error | undefined;
  worker.on('error', (error) => (crash = error));
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  try {
    const port = await listening(worker, ended, inTime);
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      ended,
      stop: () => stop(worker, ended),
    };
  } catch (error) {
    await worker.terminate();
    throw crash ?? error;
  }
}

/** A thread of PGlite's. It prints the server's log; what matters of it arrives here as errors. */
function thread(file: string, workerData: object): Worker {
  const worker = new Worker(new URL(file, import.meta.url), { workerData, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** Makes a database in a folder that is not there yet. Rejects with the reason when it can't, and when the signal aborts. */
async function make(folder: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = thread('./embedded-maker.ts', { folder });
  const abort = (): void => reject(new Error('opening it was given up', { cause: signal.reason }));
  // What PGlite throws is not always an Error.
  worker.once('error', (error: unknown) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))));
  worker.once('exit', () => resolve());
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

async function listening(worker: Worker, ended: Promise<void>, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  worker.once('message', (message: FromEmbedded) => {
    if (message.kind === 'listening') resolve(message.port);
    else reject(new Error(message.reason));
  });
  void ended.then(() => reject(new Error('its thread ended while it opened')));
  const abort = (): void => reject(new Error('opening it was given up', { cause: signal.reason }));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

async function stop(worker: Worker, ended: Promise<void>): Promise<void> {
  worker.postMessage('stop');
  const clock = new AbortController();
  await Promise.race([ended, sleep(CLOSING_MILLISECONDS, undefined, { signal: clock.signal }).catch(() => undefined)]);
  clock.abort();
  await worker.terminate();
}
