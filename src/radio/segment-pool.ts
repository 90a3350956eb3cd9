import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../random/index.ts';
import { characterOf, distanceBetween, type Character } from './kinship.ts';
import type { Log } from './log.ts';
import { RadioError } from './radio-error.ts';
import { readFacts, readSegment, segmentPaths, UNFINISHED, writingFailed, type SegmentPaths } from './segment-file.ts';
import type { Segment, SegmentFacts } from './segment.ts';

interface Entry {
  readonly facts: SegmentFacts;
  readonly bytes: number;
  /** When it was last played, or made; milliseconds since the epoch, kept as the facts file's time. */
  touched: number;
  /** How many programmes have it on air or in their queue. */
  holds: number;
}

/** What a pool is made of. */
export interface SegmentPoolOptions {
  readonly folder: string;
  /** The most that all segments together may take on disk. */
  readonly maxBytes: number;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** Damaged segments are moved here, so that a person can look at them and the radio need not look again. */
export const DAMAGED = 'damaged';

/**
 * The segments on disk, shared by all programmes: a folder of files that survives restarts. When they take more than their
 * share of the disk, the oldest go; one that is held (on air or queued) never does.
 */
export class SegmentPool {
  readonly #options: SegmentPoolOptions;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  private constructor(options: SegmentPoolOptions) {
    this.#options = options;
  }

  /**
   * Opens the folder (and makes it): removes what a crash left half-written, sets damaged segments aside and says so.
   * Throws a RadioError that says what to do when the folder can't be used.
   */
  static async open(options: SegmentPoolOptions): Promise<SegmentPool> {
    const pool = new SegmentPool(options);
    await pool.#scan();
    await pool.#evict();
    return pool;
  }

  get folder(): string {
    return this.#options.folder;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** All segments, the oldest first. */
  list(): readonly SegmentFacts[] {
    return this.#byAge().map((entry) => entry.facts);
  }

  /** How many segments fit, up to a number from on which it does not matter. */
  count(fits: (facts: SegmentFacts) => boolean, most: number): number {
    let count = 0;
    for (const { facts } of this.#entries.values()) {
      if (fits(facts)) count += 1;
      if (count >= most) break;
    }
    return count;
  }

  get(id: string): SegmentFacts | undefined {
    return this.#entries.get(id)?.facts;
  }

  /** The files of a segment, or undefined when it is not in the pool. */
  files(id: string): SegmentPaths | undefined {
    return this.#entries.has(id) ? segmentPaths(this.folder, id) : undefined;
  }

  /** Takes in a segment that `writeSegment` has written into the folder. Throws a RadioError when it is not there. */
  async admit(id: string): Promise<SegmentFacts> {
    const known = this.#entries.get(id);
    if (known !== undefined) return known.facts;
    const entry = await this.#read(id);
    if (!this.#entries.has(id)) {
      this.#entries.set(id, entry);
      this.#bytes += entry.bytes;
    }
    await this.#evict(id);
    return entry.facts;
  }

  /**
   * Reads a segment into memory. Throws a RadioError when it is not there, can't be read just now, or is damaged; a damaged one
   * is set aside, so that it is not tried again.
   */
  async read(id: string): Promise<Segment> {
    if (!this.#entries.has(id)) throw new RadioError(`The segment ${id} is no longer there`);
    try {
      return await readSegment(this.folder, id);
    } catch (cause) {
      if (isDamage(cause)) await this.#setAside(id, cause);
      throw cause;
    }
  }

  /** Keeps a segment from being thrown out until the returned function is called (calling it twice does no harm). */
  hold(id: string): () => void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return () => undefined;
    let held = true;
    entry.holds += 1;
    return () => {
      if (held) entry.holds -= 1;
      held = false;
    };
  }

  /** Notes that a segment is played now; the disk may learn of it later. */
  played(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.touched = this.#options.wallClock();
    const seconds = entry.touched / 1000;
    utimes(segmentPaths(this.folder, id).json, seconds, seconds).catch((error: unknown) => {
      this.#options.log.warn({ err: error, segment: id }, 'Could not note on disk that a segment was played');
    });
  }

  /**
   * A segment to play again: drawn from the quarter that was not played for longest, of those that fit and none of `except` (what the asker has on
   * air or queued); undefined when there is none. Of two that are drawn the one is taken whose key and tempo go better with `after`.
   */
  pick(
    random: Random,
    except: ReadonlySet<string> = new Set(),
    after?: SegmentFacts,
    fits: (facts: SegmentFacts) => boolean = () => true,
  ): SegmentFacts | undefined {
    const free = [...this.#entries.values()].filter(({ facts }) => !except.has(facts.id) && fits(facts));
    free.sort((a, b) => a.touched - b.touched || (a.facts.id < b.facts.id ? -1 : 1));
    const candidates = Math.ceil(free.length / 4);
    const draw = () => free[Math.floor(random() * candidates)]?.facts;
    const first = draw();
    const before = after === undefined ? undefined : characterOf(after);
    if (first === undefined || before === undefined) return first;
    const second = draw() ?? first;
    return distanceFrom(before, second) < distanceFrom(before, first) ? second : first;
  }

  /** Deletes the damaged segments that were set aside. */
  async discardDamaged(): Promise<void> {
    await rm(join(this.folder, DAMAGED), { recursive: true, force: true });
  }

  async #scan(): Promise<void> {
    const { log } = this.#options;
    let names: readonly string[];
    try {
      await mkdir(this.folder, { recursive: true });
      names = await readdir(this.folder);
    } catch (cause) {
      throw writingFailed(this.folder, cause);
    }
    const ids = new Set(names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)));
    for (const name of names) {
      const orphan = /^(.+)\.(?:ogg|mid|png)$/.exec(name);
      if (name.endsWith(UNFINISHED) || (orphan !== null && !ids.has(orphan[1] ?? ''))) {
        log.info({ file: name }, 'Removing what was left half-written');
        await rm(join(this.folder, name), { force: true });
      }
    }
    for (const id of ids) {
      try {
        const entry = await this.#read(id);
        this.#entries.set(id, entry);
        this.#bytes += entry.bytes;
      } catch (cause) {
        if (isDamage(cause)) await this.#setAside(id, cause);
        else log.warn({ err: cause, segment: id }, `Leaving a segment out: ${String(cause)}`);
      }
    }
  }

  async #read(id: string): Promise<Entry> {
    const paths = segmentPaths(this.folder, id);
    const facts = await readFacts(paths.json);
    if (facts.id !== id) throw new RadioError(`${paths.json} holds the facts of another segment, ${facts.id}`);
    try {
      const [json, ogg, midi] = await Promise.all([stat(paths.json), stat(paths.ogg), stat(paths.midi)]);
      return { facts, bytes: json.size + ogg.size + midi.size, touched: json.mtimeMs, holds: 0 };
    } catch (cause) {
      throw new RadioError(`The segment ${id} is not whole: a file is missing`, { cause });
    }
  }

  async #setAside(id: string, cause: unknown): Promise<void> {
    this.#forget(id);
    const folder = join(this.folder, DAMAGED);
    this.#options.log.warn({ err: cause, segment: id, folder }, `Setting a damaged segment aside: ${String(cause)}`);
    await mkdir(folder, { recursive: true }).catch(() => undefined);
    const names = ['ogg', 'mid', 'png', 'json'].map((ending) => `${id}.${ending}`);
    await Promise.allSettled(names.map((name) => rename(join(this.folder, name), join(folder, name))));
  }

  async #evict(spared?: string): Promise<void> {
    for (const entry of this.#byAge()) {
      if (this.#bytes <= this.#options.maxBytes) return;
      const { id } = entry.facts;
      if (entry.holds > 0 || id === spared) continue;
      this.#forget(id);
      const paths = segmentPaths(this.folder, id);
      // The facts first: without them the other files are leftovers that the next start removes.
      for (const path of [paths.json, paths.ogg, paths.midi, paths.png]) {
        await rm(path, { force: true }).catch((error: unknown) => {
          this.#options.log.warn({ err: error, file: path }, 'Could not remove an old segment');
        });
      }
    }
  }

  #forget(id: string): void {
    this.#bytes -= this.#entries.get(id)?.bytes ?? 0;
    this.#entries.delete(id);
  }

  #byAge(): readonly Entry[] {
    return [...this.#entries.values()].sort((a, b) => (a.facts.createdAt < b.facts.createdAt ? -1 : 1));
  }
}

function distanceFrom(before: Character, facts: SegmentFacts): number {
  const character = characterOf(facts);
  return character === undefined ? Infinity : distanceBetween(before, character);
}

// A file that is missing or wrong, as against one that this process may not read or that the system has no handle left for.
function isDamage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause) return cause.code === 'ENOENT';
  }
  return true;
}
