import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseConfig } from '../src/config.ts';
import { Workshop } from '../src/production/index.ts';

/** Until which song each look at the memory goes. */
const MARKS = [1, 10, 50, 100, 150, 200];

/** Lengths of the songs in turn: a long one shows how high memory rises, many short ones what stays behind. */
const LONG_SECONDS = 180;
const SHORT_SECONDS = 30;
const LONG_EVERY = 10;

/** Time between two looks at the memory while a song is made. */
const LOOK_MILLISECONDS = 50;

/** What was seen until a song, from the look before. */
interface Look {
  /** The highest there was. */
  readonly peak: number;
  /** After the song. */
  readonly after: number;
}

/**
 * Resident memory in megabytes (10^6 bytes) of a process whose one worker makes songs one after another, as the radio's does. A worker is a
 * thread: what it takes is what the process takes, less what the process took before it.
 */
export interface Memory {
  readonly songs: number;
  /** Before the worker started. */
  readonly idle: number;
  /** With a worker that has made nothing yet. */
  readonly ready: number;
  /** By the last song of each stretch. */
  readonly until: Readonly<Record<string, Look>>;
  /** The process's peak, and the worker's. */
  readonly peak: number;
  readonly workerPeak: number;
}

/** Makes songs of all styles in turn, every tenth of three minutes. */
export async function memory(cache: string, songs: number): Promise<Memory> {
  const { folders, backend } = parseConfig({});
  const segments = await mkdtemp(path.join(os.tmpdir(), 'raindial-memory-'));
  const log = { debug() {}, info() {}, warn: console.error, error: console.error };
  const idle = resident();
  const workshop = new Workshop({ ...folders, cache, segments, backend, workers: 1, log });
  let highest = 0;
  const looking = setInterval(() => (highest = Math.max(highest, resident())), LOOK_MILLISECONDS);
  try {
    const { styles } = await workshop.inventory();
    const ready = resident();
    const until: Record<string, Look> = {};
    for (let song = 1; song <= songs; song += 1) {
      const style = styles[song % styles.length]!;
      const seconds = song % LONG_EVERY === 0 ? LONG_SECONDS : SHORT_SECONDS;
      await workshop.produce({ style, seed: song, seconds, instruments: {}, effects: {} }, { onOpening() {} });
      if (!MARKS.includes(song) && song !== songs) continue;
      until[song] = { peak: highest, after: resident() };
      highest = 0;
    }
    const peak = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
    return { songs, idle, ready, until, peak, workerPeak: peak - idle };
  } finally {
    clearInterval(looking);
    await workshop.close();
    await rm(segments, { recursive: true, force: true });
  }
}

function resident(): number {
  return Math.round(process.memoryUsage.rss() / 1e6);
}
