import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A radio in a process of its own, as `npm start` runs it. */
export interface SpawnedRadio {
  readonly process: ChildProcess;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Milliseconds of the monotonic clock at which it was started. */
  readonly startedAt: number;
  /** All it has printed so far. */
  output(): string;
  /** Sends a signal and resolves with the exit code (null when the signal ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface SpawnOptions {
  readonly data: string;
  readonly env?: Readonly<Record<string, string>>;
}

const CLI = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

/** Starts `raindial serve` on a free port, with no settings but the given ones. Does not wait until it answers. */
export async function spawnRadio(options: SpawnOptions): Promise<SpawnedRadio> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, 'serve'], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      PORT: String(port),
      RAINDIAL_DATA: options.data,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // It does not outlive the program that started it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  return {
    process: child,
    url: `http://127.0.0.1:${port}`,
    startedAt,
    output: () => printed,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

/** Asks again until the condition gives something; throws with what the radio printed when it takes too long. */
export async function eventually<T>(
  radio: SpawnedRadio,
  what: string,
  seconds: number,
  condition: () => Promise<T | undefined>,
): Promise<T> {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    if (radio.process.exitCode !== null) break;
    const result = await condition().catch(() => undefined);
    if (result !== undefined) return result;
    await sleep(100);
  }
  throw new Error(`${what}: not within ${seconds} s. The radio printed:\n${radio.output()}`);
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
