import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A Node process that runs a file of `test/support`. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines of its standard output so far. */
  readonly lines: readonly string[];
  /** Waits until it has printed that many lines; rejects when it ends before. */
  printed(count: number): Promise<void>;
  /** Ends it with a signal; resolves when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Waits for its end. */
  ended(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Runs a file of `test/support` with this Node. */
export function child(file: string, args: readonly string[]): Child {
  const process_ = spawn(process.execPath, [path.join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  let stderr = '';
  createInterface(process_.stdout).on('line', (line) => {
    lines.push(line);
    for (const listener of listeners) listener();
  });
  process_.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const closed = once(process_, 'close').then(() => ({ code: process_.exitCode, stderr }));
  return {
    process: process_,
    lines,
    async printed(count) {
      const enough = new Promise<void>((resolve) => {
        const check = (): void => (lines.length >= count ? resolve() : undefined);
        listeners.add(check);
        check();
      });
      const early = closed.then(() => {
        if (lines.length < count) throw new Error(`${file} ended after ${lines.length} lines: ${stderr}`);
      });
      await Promise.race([enough, early]);
    },
    async kill(signal) {
      process_.kill(signal);
      await closed;
    },
    ended: () => closed,
  };
}
