import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from './log.ts';
import type { SongProgress } from './ports.ts';
import { UNFINISHED, writingFailed } from './segment-file.ts';
import type { SegmentFacts } from './segment.ts';
import type { StemFiles, StemLimits, Stems, StemSource } from './stems.ts';
import type { Time } from './time.ts';

/** What a shelf is made of. */
export interface StemShelfOptions {
  readonly source: StemSource;
  readonly folder: string;
  /** The most that all stems together may take on disk. */
  readonly maxBytes: number;
  readonly time: Time;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  readonly log: Log;
}

/** Stems that are on the shelf; what is known of them lies beside them, and was written last. */
interface Entry extends StemFiles {
  readonly bytes: number;
  /** When somebody wanted them last, in milliseconds since the epoch. */
  wanted: number;
}

type There = Extract<Stems, { kind: 'there' }>;

/** Work that nobody could begin by then is given up: who asked waits no longer, and Discord takes no later answer. 10 min. */
const LONGEST_WAIT = 10 * 60_000;

const NOTE = 'stems.json';

const note = z.object({
  names: z.array(z.string().regex(/^[\w-]+\.(?:ogg|zip)$/)).min(1),
  bitrate: z.number().positive(),
});

/** Makes stems when they are wanted, and keeps what was wanted last, so that who asks again has them at once. */
export class StemShelf {
  readonly #options: StemShelfOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #making = new Map<string, Promise<Stems>>();

  private constructor(options: StemShelfOptions) {
    this.#options = options;
  }

  /** Opens the folder, and removes what a crash left half-made. Throws a RadioError that says what to do when it can't be used. */
  static async open(options: StemShelfOptions): Promise<StemShelf> {
    const shelf = new StemShelf(options);
    await shelf.#scan();
    await shelf.#evict();
    return shelf;
  }

  /** The stems of a segment within limits, when they are here. */
  async find(segmentId: string, limits: StemLimits): Promise<There | undefined> {
    const key = keyOf(segmentId, limits);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.wanted = this.#options.wallClock();
    const seconds = entry.wanted / 1000;
    try {
      await utimes(join(this.#options.folder, key, NOTE), seconds, seconds);
    } catch {
      // Somebody has thrown them away: they can be made again.
      this.#entries.delete(key);
      return undefined;
    }
    return this.#there(key, entry);
  }

  /** Makes the stems of a segment that lies in the pool; whoever asks for the same meanwhile gets the same. Rejects as `StemSource.stems`. */
  make(segment: SegmentFacts, limits: StemLimits, onProgress?: (progress: SongProgress) => void): Promise<Stems> {
    const key = keyOf(segment.id, limits);
    const making = this.#making.get(key) ?? this.#make(key, segment, limits, onProgress);
    this.#making.set(key, making);
    return making;
  }

  async #make(
    key: string,
    segment: SegmentFacts,
    limits: StemLimits,
    onProgress?: (progress: SongProgress) => void,
  ): Promise<Stems> {
    const { folder, source, time, wallClock } = this.#options;
    const waiting = new AbortController();
    const stopWaiting = time.after(LONGEST_WAIT, () => waiting.abort());
    const place = join(folder, key);
    const unfinished = place + UNFINISHED;
    const onProgressOf = onProgress === undefined ? {} : { onProgress };
    try {
      const made = await source.stems(segment, unfinished, limits, { signal: waiting.signal, ...onProgressOf });
      if (made.kind !== 'made') return made;
      const { names, bitrate } = made;
      const bytes = await bytesOf(unfinished, names);
      await writing(folder, async () => {
        await writeFile(join(unfinished, NOTE), JSON.stringify({ names, bitrate }));
        await rm(place, { recursive: true, force: true });
        await rename(unfinished, place);
      });
      const entry = { names, bitrate, bytes, wanted: wallClock() };
      this.#entries.set(key, entry);
      await this.#evict(key);
      return this.#there(key, entry);
    } catch (error) {
      if (waiting.signal.aborted) return { kind: 'late' };
      throw error;
    } finally {
      stopWaiting();
      this.#making.delete(key);
      await rm(unfinished, { recursive: true, force: true });
    }
  }

  #there(key: string, { names, bitrate }: Entry): There {
    return { kind: 'there', files: names.map((name) => join(this.#options.folder, key, name)), bitrate };
  }

  async #scan(): Promise<void> {
    const { folder } = this.#options;
    await writing(folder, () => mkdir(folder, { recursive: true }));
    for (const key of await readdir(folder)) {
      const place = join(folder, key);
      try {
        const { names, bitrate } = note.parse(JSON.parse(await readFile(join(place, NOTE), 'utf8')));
        if (key.endsWith(UNFINISHED)) throw new Error('it is not finished');
        const [bytes, { mtimeMs }] = await Promise.all([bytesOf(place, names), stat(join(place, NOTE))]);
        this.#entries.set(key, { names, bitrate, bytes, wanted: mtimeMs });
      } catch {
        // They can be made again.
        await rm(place, { recursive: true, force: true });
      }
    }
  }

  /** Throws out what was not wanted for longest until the rest fits; `spared`: what was just made for somebody. */
  async #evict(spared?: string): Promise<void> {
    const { folder, log, maxBytes } = this.#options;
    const byAge = [...this.#entries].sort(([, a], [, b]) => a.wanted - b.wanted);
    let bytes = byAge.reduce((sum, [, entry]) => sum + entry.bytes, 0);
    for (const [key, entry] of byAge) {
      if (bytes <= maxBytes) return;
      if (key === spared) continue;
      bytes -= entry.bytes;
      this.#entries.delete(key);
      await rm(join(folder, key), { recursive: true, force: true }).catch((error: unknown) => {
        log.warn({ err: error, stems: key }, 'Could not remove old stems');
      });
    }
  }
}

/** A folder's name: a segment's id, which is nothing but letters, digits and dashes, and what the stems were to fit into. */
function keyOf(segmentId: string, { bytes, files }: StemLimits): string {
  return `${segmentId}.${files}.${bytes}`;
}

async function bytesOf(folder: string, names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function writing(folder: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw writingFailed(folder, cause);
  }
}
