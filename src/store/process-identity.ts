import { readFile, readlink } from 'node:fs/promises';

/**
 * A process, told apart from another one that gets the same number later or elsewhere. Where there is no /proc only the
 * number is known.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** The kernel's identity since it booted, and the pid namespace (a container's own numbering) that `pid` counts in. */
  readonly world?: string;
  /** When the process started, in the kernel's clock ticks since boot. */
  readonly started?: string;
}

/** Who we are. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const world = await processWorld();
  const started = await startOf(process.pid);
  return { pid: process.pid, ...(world === undefined ? {} : { world }), ...(started === undefined ? {} : { started }) };
}

/** Whether a process still runs; `unknown` when its number means nothing here (another container, machine or boot). */
export async function isRunning(other: ProcessIdentity): Promise<'yes' | 'no' | 'unknown'> {
  if (other.world !== (await processWorld())) return 'unknown';
  if (!exists(other.pid)) return 'no';
  const started = await startOf(other.pid);
  if (started === undefined || other.started === undefined) return other.pid === process.pid ? 'yes' : 'unknown';
  return started === other.started ? 'yes' : 'no';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function processWorld(): Promise<string | undefined> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return `${boot} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat (proc_pid_stat(5)), counted after the command's name, which may hold blanks and brackets. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
