import type { Random } from '../random/index.ts';
import type { Log } from './log.ts';
import type { Order, ProductionLine } from './production-line.ts';
import type { Segment, SegmentFacts } from './segment.ts';
import type { SegmentPool } from './segment-pool.ts';

/** Where a song on air came from. */
export type SongOrigin = 'request' | 'fresh' | 'reserve';

/** A song read into memory. */
export interface Song {
  /** Its facts, and its packets: only the first ones while it is not whole. */
  readonly segment: Segment;
  readonly from: SongOrigin;
  /** False while the rest is still being made. */
  readonly isWhole: boolean;
}

/** A song in memory with what keeps it there; `order` is undefined when it is from the reserve. */
export interface Cued extends Song {
  readonly order: Order | undefined;
  readonly release: () => void;
}

/** What a cue is made of. */
export interface CueOptions {
  readonly line: ProductionLine;
  readonly pool: SegmentPool;
  /** Chooses from the reserve. */
  readonly random: Random;
  readonly log: Log;
  /** Songs that are on air now: none of them is taken from the reserve, and the last is what the next one should go with. */
  readonly onAir: () => readonly Cued[];
  /** A song on air that was not whole is: here it is from its beginning to its end. */
  readonly onWhole: (song: Cued) => void;
  /** What comes next has changed. */
  readonly onNext: () => void;
}

/** Keeps the song that should be next in memory, read ahead of time, so that a packet never waits for the disk. */
export class Cue {
  readonly #options: CueOptions;
  #next: Cued | undefined;
  #isLooking = false;
  #isWanted = false;
  #isRunning = false;

  constructor(options: CueOptions) {
    this.#options = options;
  }

  /** The song that lies in memory and will be next as things are. */
  get next(): Cued | undefined {
    return this.#next;
  }

  start(): void {
    this.#isRunning = true;
    this.look();
  }

  stop(): void {
    this.#isRunning = false;
    this.#next?.release();
    this.#next = undefined;
  }

  /** Hands over the song that is next; it goes on air now. */
  take(): Cued | undefined {
    const next = this.#next;
    this.#next = undefined;
    if (next?.order !== undefined) this.#options.line.take(next.order);
    return next;
  }

  /** Makes sure that the best song there is lies in memory; to be called when there may be a better one. */
  look(): void {
    this.#isWanted = this.#isRunning;
    if (this.#isWanted && !this.#isLooking) void this.#lookWhileWanted();
  }

  async #lookWhileWanted(): Promise<void> {
    this.#isLooking = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      for (const load of [() => this.#loadWhole(), () => this.#loadNext()]) {
        try {
          await load();
        } catch (error) {
          this.#options.log.error({ err: error }, 'The next song could not be read');
        }
      }
    }
    this.#isLooking = false;
  }

  /** Reads a song on air of which only the beginning was there, when the rest is. */
  async #loadWhole(): Promise<void> {
    const { pool, onAir, onWhole } = this.#options;
    for (const song of onAir()) {
      const state = song.order?.state;
      if (song.isWhole || state?.kind !== 'ready') continue;
      const whole = { ...song, segment: await pool.read(state.facts.id), isWhole: true, release: state.release };
      if (onAir().includes(song)) onWhole(whole);
      else state.release();
    }
  }

  async #loadNext(): Promise<void> {
    const { line, pool, random } = this.#options;
    const order = line.firstPlayable();
    this.#dropBroken();
    if (order?.state.kind === 'ready') {
      if (this.#next?.order !== order || !this.#next.isWhole) await this.#loadOrder(order, order.state);
    } else if (order?.state.kind === 'opening') {
      if (this.#next?.order !== order) this.#replace(openingOf(order, order.state.opening, () => line.abandon(order)));
    } else if (this.#next === undefined) {
      const facts = pool.pick(random, this.#spokenFor(), this.#options.onAir().at(-1)?.segment.facts);
      if (facts !== undefined) await this.#loadReserve(facts.id);
    }
  }

  /** An opening whose rest could not be made is not begun. */
  #dropBroken(): void {
    const next = this.#next;
    if (next === undefined || next.isWhole || next.order === undefined) return;
    if (this.#options.line.orders().includes(next.order)) return;
    this.#next = undefined;
    next.release();
    this.#options.onNext();
  }

  // What is on air is not played again at once, and what is ordered is not reserve.
  #spokenFor(): ReadonlySet<string> {
    const { line, onAir } = this.#options;
    const ordered = line.orders().flatMap(({ state }) => (state.kind === 'ready' ? [state.facts.id] : []));
    return new Set([...ordered, ...onAir().map(({ segment }) => segment.facts.id)]);
  }

  async #loadOrder(order: Order, { facts, release }: { facts: SegmentFacts; release: () => void }): Promise<void> {
    const { line, pool } = this.#options;
    try {
      const segment = await pool.read(facts.id);
      this.#replace({ segment, from: originOf(order), isWhole: true, order, release });
    } catch (error) {
      release();
      line.take(order);
      this.look();
      throw error;
    }
  }

  async #loadReserve(id: string): Promise<void> {
    const { pool } = this.#options;
    const release = pool.hold(id);
    try {
      const segment = await pool.read(id);
      this.#replace({ segment, from: 'reserve', isWhole: true, order: undefined, release });
    } catch (error) {
      release();
      // A damaged segment has been set aside: look at another. One that could not be read just now waits for the next look.
      if (pool.get(id) === undefined) this.look();
      throw error;
    }
  }

  #replace(cued: Cued): void {
    // While it was read, its opening may have gone on air: the next look reads it for that.
    const isTaken = cued.order !== undefined && !this.#options.line.orders().includes(cued.order);
    if (isTaken && this.#isRunning) {
      this.look();
      return;
    }
    if (!this.#isRunning) {
      cued.release();
      return;
    }
    // An order that gives way stays ready on the line; only the reserve is let go.
    if (this.#next?.order === undefined) this.#next?.release();
    this.#next = cued;
    this.#options.onNext();
  }
}

function openingOf(order: Order, opening: Segment, release: () => void): Cued {
  return { segment: opening, from: originOf(order), isWhole: false, order, release };
}

function originOf(order: Order): SongOrigin {
  return order.requested ? 'request' : 'fresh';
}
