/**
 * What glibc's allocator is told. By itself it learns from the first large piece that is freed to keep all pieces of that size: after songs of 100 MB that is half a
 * gigabyte in holes, and more from hour to hour. Told so, what is larger goes back to the system when it is freed. Other systems' allocators do not read it.
 */
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

/**
 * Each thread tidies its memory up by itself. Else it waits for helpers of V8's in between, and these for a processor beside busy workers: the thread that sends packets did
 * so for 142 ms. V8 takes this for good only when it begins.
 */
export const TIDIES_ALONE = '--single-threaded-gc';

/** Lets workers tidy up when they have nothing else to do. */
const TIDIES_IN_TIME = '--expose-gc';

/** Megabytes for young objects in each thread, which V8 would let grow fourfold within the first hour. */
const YOUNG_MEGABYTES = 4;

/**
 * V8's helper threads, which compile. Each keeps for good the memory of its largest compilation, up to 19 MB, and which one meets a large one is chance: with four of them memory
 * grows for hours.
 */
const HELPERS = 1;

/** What a program that has begun anew has before its user's own flags. */
const FLAGS = [TIDIES_ALONE, TIDIES_IN_TIME, `--max-semi-space-size=${YOUNG_MEGABYTES}`, `--v8-pool-size=${HELPERS}`];

/**
 * Begins the same program anew in this process, with settings for its memory that are read only when a program begins. Returns where that is not
 * possible or not wanted: on other systems than Linux, and under a parent that talks to this process. Somebody else's setting of the allocator stays. Called before settings are
 * read from files: what a program begins with can be read by its user's other programs.
 */
export function beginAnew(process: NodeJS.Process): void {
  const { argv, env, execArgv, execPath, platform, channel } = process;
  const hasBegunAnew = FLAGS.every((flag, index) => execArgv[index] === flag);
  if (platform !== 'linux' || process.execve === undefined || channel !== undefined || hasBegunAnew) return;
  const isAllocatorSet = Object.keys(ALLOCATOR).some((name) => name in env);
  // Its own flags come later, and so are stronger.
  const flags = [...FLAGS, ...execArgv];
  try {
    process.execve(execPath, [execPath, ...flags, ...argv.slice(1)], isAllocatorSet ? env : { ...env, ...ALLOCATOR });
  } catch {
    // Node's permission model forbids it: all goes on as it is.
  }
}
