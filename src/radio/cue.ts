import type { Db } from '../dsp/index.ts';
import type { Random } from '../random/index.ts';
import type { Log } from './log.ts';
import type { Order, ProductionLine } from './production-line.ts';
import type { Loan, SegmentMemory } from './segment-memory.ts';
import type { Segment, SegmentFacts } from './segment.ts';
import type { SegmentPool } from './segment-pool.ts';

/** Where a song on air came from. */
export type SongOrigin = 'request' | 'fresh' | 'reserve';

/** A song read into memory. */
export interface Song {
  /** Its facts, and its packets: only the first ones while it is not whole. */
  readonly segment: Segment;
  readonly from: SongOrigin;
  /** How much louder or softer than it was made it is. */
  readonly db: Db;
  /** False while the rest is still being made. */
  readonly isWhole: boolean;
}

/** A song in memory with what keeps it there; `order` is undefined when it is from the reserve. */
export interface Cued extends Song {
  readonly order: Order | undefined;
  /** The same for another programme, which lets go of it on its own. */
  readonly share: () => Cued;
  readonly release: () => void;
}

/** What a cue is made of. */
export interface CueOptions {
  readonly line: ProductionLine;
  readonly pool: SegmentPool;
  readonly memory: SegmentMemory;
  /** Chooses from the reserve. */
  readonly random: Random;
  /** Segments that were heard lately, by their ids: others are taken from the reserve while there are any. */
  readonly heard?: (() => ReadonlySet<string>) | undefined;
  /** What is taken from the reserve while there is any such; anything when it is not given. */
  readonly fits?: ((facts: SegmentFacts) => boolean) | undefined;
  readonly log: Log;
  /** How much louder or softer than they were made songs are to be; as they were made when it is not given. */
  readonly level?: (() => Db) | undefined;
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
    if (next?.order === undefined) return next;
    this.#options.line.take(next.order);
    if (next.isWhole) this.#options.line.letGo(next.order);
    return next;
  }

  /** Other songs are wanted than before: what is next is chosen anew, unless it was asked for. */
  renew(): void {
    const next = this.#next;
    if (next !== undefined && next.from !== 'request') {
      this.#next = undefined;
      next.release();
      this.#options.onNext();
    }
    this.look();
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
    const { line, memory, onAir, onWhole } = this.#options;
    for (const song of onAir()) {
      const state = song.order?.state;
      if (song.isWhole || state?.kind !== 'ready') continue;
      const loan = await memory.borrow(state.facts.id);
      if (song.order !== undefined) line.letGo(song.order);
      if (onAir().includes(song)) onWhole(onLoan(loan, song.from, song.order));
      else loan.release();
    }
  }

  async #loadNext(): Promise<void> {
    const { line } = this.#options;
    const order = line.firstPlayable();
    this.#dropBroken();
    if (order?.state.kind === 'ready') {
      if (this.#next?.order !== order || !this.#next.isWhole) await this.#loadOrder(order, order.state);
    } else if (order?.state.kind === 'opening' && this.#level() === 0) {
      if (this.#next?.order !== order) this.#replace(openingOf(order, order.state.opening, () => line.abandon(order)));
    } else if (this.#next === undefined) {
      const facts = this.#pick();
      if (facts !== undefined) await this.#loadReserve(facts.id);
    }
  }

  #level(): Db {
    return this.#options.level?.() ?? 0;
  }

  /** The best of the reserve: what fits and was not heard lately, else what fits, else what was not heard, else anything. */
  #pick(): SegmentFacts | undefined {
    const { pool, memory, random, heard, fits } = this.#options;
    const spokenFor = this.#spokenFor();
    const after = this.#options.onAir().at(-1)?.segment.facts;
    const lately = heard?.() ?? new Set();
    const isNew = ({ id }: SegmentFacts) => !lately.has(id);
    const isRight = fits ?? (() => true);
    const isHere = ({ id }: SegmentFacts) => memory.has(id, this.#level());
    const wishes = [
      ...(memory.isFull ? [(facts: SegmentFacts) => isHere(facts) && isRight(facts), isHere] : []),
      (facts: SegmentFacts) => isRight(facts) && isNew(facts),
      isRight,
      isNew,
      () => true,
    ];
    for (const wish of wishes) {
      const facts = pool.pick(random, spokenFor, after, wish);
      if (facts !== undefined) return facts;
    }
    return undefined;
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
    const { line, memory } = this.#options;
    try {
      this.#replace(onLoan(await memory.borrow(facts.id, this.#level()), originOf(order), order));
    } catch (error) {
      release();
      line.take(order);
      this.look();
      throw error;
    }
  }

  async #loadReserve(id: string): Promise<void> {
    const { memory, pool } = this.#options;
    try {
      this.#replace(onLoan(await memory.borrow(id, this.#level()), 'reserve', undefined));
    } catch (error) {
      // A damaged segment has been set aside: look at another. One that could not be read just now waits for the next look.
      if (pool.get(id) === undefined) this.look();
      throw error;
    }
  }

  #replace(cued: Cued): void {
    // While it was read, its opening may have gone on air: the next look reads it for that.
    const isTaken = cued.order !== undefined && !this.#options.line.orders().includes(cued.order);
    if (isTaken || !this.#isRunning) {
      if (cued.isWhole) cued.release();
      this.look();
      return;
    }
    // An order that gives way stays on the line. An opening is let go of only when nobody wants its song any more.
    if (this.#next?.isWhole === true) this.#next.release();
    this.#next = cued;
    this.#options.onNext();
  }
}

function onLoan({ segment, db, share, release }: Loan, from: SongOrigin, order: Order | undefined): Cued {
  return { segment, from, db, isWhole: true, order, share: () => onLoan(share(), from, order), release };
}

function openingOf(order: Order, opening: Segment, release: () => void): Cued {
  const cued = { segment: opening, from: originOf(order), db: 0, isWhole: false, order, release };
  // Whose order it is wants the rest of it, or not; others go along.
  const share = (): Cued => ({ ...cued, release: () => undefined, share });
  return { ...cued, share };
}

function originOf(order: Order): SongOrigin {
  return order.requested ? 'request' : 'fresh';
}
