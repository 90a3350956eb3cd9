import type { Db } from '../dsp/index.ts';
import type { Leveller } from './leveller.ts';
import type { Segment } from './segment.ts';
import type { SegmentPool } from './segment-pool.ts';

/** A segment in memory, on loan. */
export interface Loan {
  readonly segment: Segment;
  /** How much louder or softer than it was made it is. */
  readonly db: Db;
  /** Lends it to another one, too; only while this loan lasts. */
  readonly share: () => Loan;
  /** Gives it back; twice does no harm. */
  readonly release: () => void;
}

interface Entry {
  readonly segment: Segment;
  readonly db: Db;
  readonly bytes: number;
  readonly unhold: () => void;
  loans: number;
}

/**
 * The segments that programmes have on air or next, each once in memory however many play it, and held in the pool. One that nobody has on loan any
 * more is let go of.
 */
export class SegmentMemory {
  readonly #pool: SegmentPool;
  readonly #maxBytes: number;
  readonly #leveller: Leveller | undefined;
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Entry>>();
  #bytes = 0;

  /** `maxBytes`: when so much is in memory, it is {@link isFull}. Without a leveller all segments are at their own level. */
  constructor(pool: SegmentPool, maxBytes: number = Infinity, leveller?: Leveller) {
    this.#pool = pool;
    this.#maxBytes = maxBytes;
    this.#leveller = leveller;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether what is chosen freely should be chosen from what is here. */
  get isFull(): boolean {
    return this.#bytes >= this.#maxBytes;
  }

  has(id: string, db: Db = 0): boolean {
    return this.#entries.has(keyOf(id, db));
  }

  /**
   * Lends a segment, read from the pool when nobody has it yet; rejects as `SegmentPool.read`. `db`: so much louder or softer than it was made, which
   * takes a second or so for the first who wants it.
   */
  async borrow(id: string, db: Db = 0): Promise<Loan> {
    const key = keyOf(id, db);
    const known = this.#entries.get(key);
    if (known !== undefined) return this.#lend(key, known);
    const reading = this.#reading.get(key) ?? this.#read(id, db);
    this.#reading.set(key, reading);
    return this.#lend(key, await reading);
  }

  async #read(id: string, db: Db): Promise<Entry> {
    const key = keyOf(id, db);
    const unhold = this.#pool.hold(id);
    try {
      const segment = await this.#make(id, db);
      const bytes = segment.packets.reduce((sum, packet) => sum + packet.length, 0);
      const entry = { segment, db: this.#leveller === undefined ? 0 : db, bytes, unhold, loans: 0 };
      this.#entries.set(key, entry);
      this.#bytes += bytes;
      return entry;
    } catch (error) {
      unhold();
      throw error;
    } finally {
      this.#reading.delete(key);
    }
  }

  async #make(id: string, db: Db): Promise<Segment> {
    if (db === 0 || this.#leveller === undefined) return this.#pool.read(id);
    const loan = await this.borrow(id);
    try {
      const { facts, packets } = loan.segment;
      return { facts, packets: await this.#leveller.render(packets, db) };
    } finally {
      loan.release();
    }
  }

  #lend(id: string, entry: Entry): Loan {
    entry.loans += 1;
    let isLent = true;
    const release = () => {
      if (!isLent) return;
      isLent = false;
      entry.loans -= 1;
      if (entry.loans > 0) return;
      this.#entries.delete(id);
      this.#bytes -= entry.bytes;
      entry.unhold();
    };
    return { segment: entry.segment, db: entry.db, share: () => this.#lend(id, entry), release };
  }
}

function keyOf(id: string, db: Db): string {
  return db === 0 ? id : `${id} ${db}`;
}
