import type { Segment } from './segment.ts';
import type { SegmentPool } from './segment-pool.ts';

/** A segment in memory, on loan. */
export interface Loan {
  readonly segment: Segment;
  /** Lends it to another one, too; only while this loan lasts. */
  readonly share: () => Loan;
  /** Gives it back; twice does no harm. */
  readonly release: () => void;
}

interface Entry {
  readonly segment: Segment;
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
  readonly #entries = new Map<string, Entry>();
  readonly #reading = new Map<string, Promise<Entry>>();
  #bytes = 0;

  /** `maxBytes`: when so much is in memory, it is {@link isFull}. */
  constructor(pool: SegmentPool, maxBytes: number = Infinity) {
    this.#pool = pool;
    this.#maxBytes = maxBytes;
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

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Lends a segment, read from the pool when nobody has it yet; rejects as `SegmentPool.read`. */
  async borrow(id: string): Promise<Loan> {
    const known = this.#entries.get(id);
    if (known !== undefined) return this.#lend(id, known);
    const reading = this.#reading.get(id) ?? this.#read(id);
    this.#reading.set(id, reading);
    return this.#lend(id, await reading);
  }

  async #read(id: string): Promise<Entry> {
    const unhold = this.#pool.hold(id);
    try {
      const segment = await this.#pool.read(id);
      const bytes = segment.packets.reduce((sum, packet) => sum + packet.length, 0);
      const entry = { segment, bytes, unhold, loans: 0 };
      this.#entries.set(id, entry);
      this.#bytes += bytes;
      return entry;
    } catch (error) {
      unhold();
      throw error;
    } finally {
      this.#reading.delete(id);
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
    return { segment: entry.segment, share: () => this.#lend(id, entry), release };
  }
}
