import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/discord/rig.ts';
import { freePort } from '../support/spawn-radio.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SCRIPT = path.join(import.meta.dirname, '..', '..', 'scripts', 'sandbox.ts');

test('commands that are piped in wait for the bot, and the page stays until the sandbox is stopped', async () => {
  const port = await freePort();
  const child = spawn(process.execPath, [SCRIPT, '--port', String(port), '--data', tempFolder()]);
  const ended = once(child, 'exit');
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  try {
    child.stdin.end('/radio join channel:lounge\n');
    await eventually('the radio answers', () => printed.includes('Playing in'), 120_000);
    const radio = /own page: (http:\S+)\)/.exec(printed)?.[1] ?? '';
    const state = (await (await fetch(`http://127.0.0.1:${port}/state`)).json()) as { voice: unknown[] };
    expect(state.voice[0]).toMatchObject({ name: 'lounge', people: ['raindial'] });
    expect((await fetch(`${radio}/healthz`)).ok).toBe(true);
    child.kill('SIGTERM');
    await ended;
    expect(child.exitCode).toBe(0);
    await expect(fetch(`${radio}/healthz`)).rejects.toThrow();
    expect(printed).not.toContain('Warning');
  } finally {
    // Its radio ends with it.
    child.kill('SIGTERM');
    await ended;
  }
}, 150_000);
