import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const moduleAt = (name: string) => JSON.stringify(new URL(`../../src/commands/${name}.ts`, import.meta.url).href);

/** Calms V8's helpers as the radio does, and prints their nicenesses. */
const CALM = `
  import { readdirSync, readFileSync } from 'node:fs';
  import os from 'node:os';
  import { beginAnew } from ${moduleAt('begin-anew')};
  import { calmHelpers } from ${moduleAt('calm-helpers')};
  beginAnew(process);
  calmHelpers();
  const helpers = readdirSync('/proc/self/task').filter((id) => Number(id) !== process.pid
    && readFileSync('/proc/self/task/' + id + '/comm', 'utf8').trim() === 'node');
  console.log(JSON.stringify(helpers.map((id) => os.getPriority(Number(id)))));
`;

/** Makes much and forgets it; prints which share of the processor time V8's helpers took for that. */
const WASTE = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { beginAnew } from ${moduleAt('begin-anew')};
  if (process.argv.includes('anew')) beginAnew(process);
  let kept = [];
  const waste = () => {
    for (let time = 0; time < 30; time++) {
      kept = Array.from({ length: 60_000 }, (_, at) => ({ at, bytes: at % 8 === 0 ? new Uint8Array(300) : undefined }));
      globalThis.gc();
    }
  };
  const nanoseconds = () => new Map(readdirSync('/proc/self/task').map((id) =>
    [Number(id), Number(readFileSync('/proc/self/task/' + id + '/schedstat', 'utf8').split(' ')[0])]));
  // What the helpers compile is not counted.
  waste();
  const before = nanoseconds();
  waste();
  const spent = [...nanoseconds()].map(([id, time]) => ({ id, time: time - (before.get(id) ?? 0) }));
  const sum = (some) => some.reduce((total, { time }) => total + time, 0);
  console.log(sum(spent.filter(({ id }) => id !== process.pid)) / sum(spent), kept.length);
`;

function program(code: string): string {
  const file = path.join(tempFolder(), 'program.mjs');
  writeFileSync(file, code);
  return file;
}

describe.runIf(process.platform === 'linux')('helpers of V8', () => {
  test('tidy no memory up in a program that has begun anew: a thread that sends packets would wait for them', () => {
    const file = program(WASTE);
    const share = (...args: readonly string[]) =>
      Number.parseFloat(execFileSync(process.execPath, ['--expose-gc', file, ...args], { encoding: 'utf8' }));
    expect(share('anew')).toBeLessThan(0.02);
    // Else they do, and the figure above tells something.
    expect(share()).toBeGreaterThan(0.1);
  });

  test('give way to all else there', () => {
    const nicenesses = JSON.parse(execFileSync(process.execPath, [program(CALM)], { encoding: 'utf8' })) as number[];
    expect(nicenesses.length).toBeGreaterThan(0);
    expect(new Set(nicenesses)).toEqual(new Set([19]));
  });

  test('stay as they are where threads wait for them, as under a parent that talks to the program', async () => {
    const child = spawn(process.execPath, [program(CALM)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const nicenesses = JSON.parse(await text(child.stdout!)) as number[];
    expect(nicenesses.length).toBeGreaterThan(0);
    expect(nicenesses).not.toContain(19);
  });
});
