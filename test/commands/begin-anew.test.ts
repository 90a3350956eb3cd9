import { execFile, fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MODULE = path.join(import.meta.dirname, '..', '..', 'src', 'commands', 'begin-anew.ts');

/** Begins anew, reads a file of settings as the radio does, and says what it began with. */
const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { beginAnew } from ${JSON.stringify(MODULE)};
  beginAnew(process);
  process.loadEnvFile(new URL('.env', import.meta.url));
  const { pid, argv, execArgv, env } = process;
  const began = process.platform === 'linux' ? readFileSync('/proc/self/environ', 'utf8') : '';
  console.log(JSON.stringify({
    pid, args: argv.slice(2), execArgv, isSecretKnown: env.SECRET === 'hush', isSecretSeen: began.includes('hush'),
    threshold: env.MALLOC_MMAP_THRESHOLD_, trimming: env.MALLOC_TRIM_THRESHOLD_,
  }));
`;

interface Beginning {
  readonly pid: number;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly isSecretKnown: boolean;
  readonly isSecretSeen: boolean;
  readonly threshold?: string;
  readonly trimming?: string;
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-begin-'));
  await writeFile(path.join(folder, 'program.mjs'), PROGRAM);
  await writeFile(path.join(folder, '.env'), 'SECRET=hush\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function begin(flags: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const running = promisify(execFile)(
    process.execPath,
    [...flags, path.join(folder, 'program.mjs'), 'serve', '--explain'],
    { env: { PATH: process.env.PATH, ...env } },
  );
  const { stdout } = await running;
  return { ...(JSON.parse(stdout) as Beginning), startedPid: running.child.pid };
}

describe.runIf(process.platform === 'linux')('a program that begins anew', () => {
  test('is the same process with the same arguments, and has its memory set', async () => {
    const { pid, startedPid, args, execArgv, threshold } = await begin(['--no-warnings']);
    expect(pid).toBe(startedPid);
    expect(args).toEqual(['serve', '--explain']);
    expect(execArgv).toEqual([
      '--single-threaded-gc',
      '--expose-gc',
      '--max-semi-space-size=4',
      '--v8-pool-size=1',
      '--no-warnings',
    ]);
    expect(threshold).toBe('131072');
  });

  test('begins anew under a user who has set some of it already', async () => {
    const { execArgv, threshold } = await begin(['--single-threaded-gc', '--max-semi-space-size=8']);
    expect(execArgv.slice(4)).toEqual(['--single-threaded-gc', '--max-semi-space-size=8']);
    expect(threshold).toBe('131072');
  });

  test('shows no secret of a settings file to other programs', async () => {
    expect(await begin([])).toMatchObject({ isSecretKnown: true, isSecretSeen: false });
  });

  test('goes on as it is where it may start no program', async () => {
    const { threshold, args } = await begin(['--permission', '--allow-fs-read=*', '--no-warnings']);
    expect(threshold).toBeUndefined();
    expect(args).toEqual(['serve', '--explain']);
  });

  test('leaves alone how its user has set the allocator', async () => {
    const { execArgv, threshold, trimming } = await begin([], { MALLOC_MMAP_THRESHOLD_: '65536' });
    expect(execArgv).toContain('--single-threaded-gc');
    expect(threshold).toBe('65536');
    expect(trimming).toBeUndefined();
  });
});

test('a program goes on as it is under a parent that talks to it', async () => {
  const child = fork(path.join(folder, 'program.mjs'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [] });
  const printed = await text(child.stdout!);
  expect(JSON.parse(printed)).toMatchObject({ pid: child.pid, execArgv: [] });
});
