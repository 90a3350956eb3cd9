import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** What a program that makes and forgets much prints: how much of its processor time V8's helpers took for it. */
const WASTEFUL = (before: string) => `
  import { readdirSync, readFileSync } from 'node:fs';
  ${before}
  let kept = [];
  const waste = () => {
    for (let song = 0; song < 30; song++) {
      kept = Array.from({ length: 60_000 }, (_, at) => ({ at, bytes: at % 8 === 0 ? new Uint8Array(300) : undefined }));
      globalThis.gc();
    }
  };
  // What the helpers compile is not looked at.
  waste();
  const nanoseconds = () =>
    Object.fromEntries(
      readdirSync('/proc/self/task').map((id) => [id, Number(readFileSync('/proc/self/task/' + id + '/schedstat', 'utf8').split(' ')[0])]),
    );
  const from = nanoseconds();
  waste();
  const to = nanoseconds();
  const spent = (of) => Object.keys(to).filter(of).reduce((sum, id) => sum + to[id] - (from[id] ?? 0), 0);
  const own = String(process.pid);
  console.log(spent((id) => id !== own) / spent(() => true), kept.length);
`;

function helpersShare(before: string): number {
  const text = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', WASTEFUL(before)], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  });
  return Number(text.split(' ')[0]);
}

test.runIf(process.platform === 'linux')(
  'no helper of V8 tidies memory up: a thread that sends packets would wait for it',
  () => {
    const module = new URL('../../src/commands/calm-helpers.ts', import.meta.url).href;
    expect(helpersShare(`import { calmHelpers } from '${module}'; calmHelpers();`)).toBeLessThan(0.02);
    // Without it they do; else the figure above tells nothing.
    expect(helpersShare('')).toBeGreaterThan(0.1);
  },
);
