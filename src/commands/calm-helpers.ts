import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** As low as can be: what they do can wait. */
const NICENESS = 19;

/** What Linux calls V8's helpers: by their process's name, as all threads that gave themselves no other. */
const HELPER = 'node';

/** What V8 otherwise lets its helpers do of tidying memory up, at each step of which the thread whose memory it is may wait for them. */
const BY_HELPERS = [
  'concurrent-array-buffer-sweeping',
  'concurrent-marking',
  'concurrent-sweeping',
  'parallel-compaction',
  'parallel-marking',
  'parallel-pointer-update',
  'parallel-scavenge',
  'parallel-weak-ref-clearing',
];

/**
 * Keeps V8's helper threads from holding up the threads that send packets. They compile for the workers too, whose work is never urgent; so they give way to
 * all else (on Linux, where a niceness belongs to a thread). And each thread tidies its memory up by itself: else it waits for helpers that wait for a
 * processor, for which 160 ms were seen. To be called before there are workers.
 */
export function calmHelpers(): void {
  for (const task of BY_HELPERS) setFlagsFromString(`--no-${task}`);
  if (process.platform !== 'linux') return;
  try {
    for (const thread of readdirSync('/proc/self/task')) {
      const id = Number(thread);
      const name = readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim();
      if (id !== process.pid && name === HELPER) os.setPriority(id, NICENESS);
    }
  } catch {
    // Where that can't be read or is not allowed, they are as urgent as all else.
  }
}
