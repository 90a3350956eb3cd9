import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { TIDIES_ALONE } from './begin-anew.ts';

/** As low as can be: what they do can wait. */
const NICENESS = 19;

/** What Linux calls V8's helpers: by their process's name, as all threads that gave themselves no other. */
const HELPER = 'node';

/**
 * Keeps V8's helper threads from holding up the threads that send packets. They compile for the workers too, whose work is never urgent; so they give way to all else, on
 * Linux, where a niceness belongs to a thread. But no thread may wait for them then: where they still help to tidy memory up, they stay as urgent as they are, and only
 * young objects are tidied without them. To be called before there are workers.
 */
export function calmHelpers(): void {
  setFlagsFromString('--no-parallel-scavenge');
  if (process.platform !== 'linux' || !process.execArgv.includes(TIDIES_ALONE)) return;
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
