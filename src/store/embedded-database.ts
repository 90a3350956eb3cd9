import { randomBytes } from 'node:crypto';
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
  const password = randomBytes(16).toString('hex');
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { folder, password },
    // PGlite prints the server's log; what matters of it arrives here as errors.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  let crash: Error | undefined;
  worker.on('error', (error) => (crash = error));
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  try {
    const port = await listening(worker, ended, AbortSignal.any([signal, AbortSignal.timeout(OPENING_MILLISECONDS)]));
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
