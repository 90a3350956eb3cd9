import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TrainOptions } from '../../src/commands/train.ts';

const CLI = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

/** `raindial train` in a process of its own. */
export interface SpawnedTraining {
  /** Sends a signal. */
  signal(signal: NodeJS.Signals): void;
  /** Its end; the exit code is null when a signal ended it outright. */
  ended(): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  readonly isRunning: () => boolean;
}

/** Starts what `trainModels` would do with these options. */
export function spawnTrain(
  options: Pick<TrainOptions, 'what' | 'corpus' | 'modelsDir' | 'seed' | 'epochs' | 'resume'>,
): SpawnedTraining {
  const { what, corpus, modelsDir, seed, epochs, resume } = options;
  const numbers = ['--seed', String(seed), ...(epochs === undefined ? [] : ['--epochs', String(epochs)])];
  const args = ['train', what, '--corpus', corpus, '--out', modelsDir, ...numbers, ...(resume ? ['--resume'] : [])];
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH ?? '', RAINDIAL_BACKEND: 'wasm' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (printed.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (printed.stderr += bytes.toString()));
  const closed = once(child, 'close');
  return {
    signal: (signal) => child.kill(signal),
    async ended() {
      await closed;
      return { code: child.exitCode, ...printed };
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
  };
}
