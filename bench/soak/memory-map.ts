import { readFileSync } from 'node:fs';

/** What a mapping is used for, as far as its place and size tell. */
export type Use = 'heap' | 'arenas' | 'v8Pages' | 'files' | 'large' | 'small';

/** A region of 64 MiB in which glibc's allocator serves one thread or more begins at a multiple of its size. */
const ARENA_BYTES = 64 * 2 ** 20;
/** V8's ordinary pages. */
const V8_PAGE_BYTES = 256 * 1024;
const LARGE_BYTES = 8 * 2 ** 20;

const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ \S+ *(.*)$/;
const RESIDENT = /^Rss: +(\d+) kB$/;

/** Resident megabytes of a process by use, from Linux's /proc. Throws when it is gone. */
export function memoryMap(pid: number): Record<Use, number> {
  const kilobytes: Record<Use, number> = { heap: 0, arenas: 0, v8Pages: 0, files: 0, large: 0, small: 0 };
  let use: Use = 'small';
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const [, from, to, name] = MAPPING.exec(line) ?? [];
    if (from !== undefined && to !== undefined) use = useOf(Number(`0x${from}`), Number(`0x${to}`), name ?? '');
    const resident = RESIDENT.exec(line)?.[1];
    if (resident !== undefined) kilobytes[use] += Number(resident);
  }
  const megabytes = Object.entries(kilobytes).map(([one, size]) => [one, Math.round(size / 102.4) / 10]);
  return Object.fromEntries(megabytes) as Record<Use, number>;
}

function useOf(from: number, to: number, name: string): Use {
  const size = to - from;
  if (name === '[heap]') return 'heap';
  if (name !== '' && !name.startsWith('[')) return 'files';
  if (size === V8_PAGE_BYTES) return 'v8Pages';
  if (size < LARGE_BYTES) return 'small';
  return size <= ARENA_BYTES && from % ARENA_BYTES === 0 ? 'arenas' : 'large';
}
