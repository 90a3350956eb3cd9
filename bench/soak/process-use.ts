import { readFileSync } from 'node:fs';

/** What a process used so far. */
export interface ProcessUse {
  /** Seconds of CPU of its main thread, and of all its threads. */
  readonly mainSeconds: number;
  readonly allSeconds: number;
  readonly rssMb: number;
}

/** Ticks a second in which Linux counts CPU time for every program (USER_HZ). */
const TICKS_A_SECOND = 100;

/** Reads what a process has used, from Linux's /proc. Throws when it is gone. */
export function processUse(pid: number): ProcessUse {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    mainSeconds: cpuSeconds(`/proc/${pid}/task/${pid}/stat`),
    allSeconds: cpuSeconds(`/proc/${pid}/stat`),
    rssMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024,
  };
}

/** User and system time are the 14th and 15th field; the second, a name in brackets, may hold spaces. */
function cpuSeconds(file: string): number {
  const text = readFileSync(file, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** The slope of a line through points by least squares; 0 of less than two. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread;
}

/** The value below which a share of the numbers lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
