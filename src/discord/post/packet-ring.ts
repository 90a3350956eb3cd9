/** A datagram on its way: through which outlet it leaves, and when. */
export interface Letter {
  readonly outlet: number;
  /** Milliseconds of {@link monotonic}. */
  readonly due: number;
  readonly datagram: Uint8Array;
}

/** A letter that was read and is still in the ring. */
export interface KeptLetter extends Letter {
  /** Where it lies, in units. */
  readonly place: number;
}

/** Room for a second of a thousand voice channels; memory that is never written takes none. */
export const RING_BYTES = 2 ** 24;

/** Two counters that both threads see: units written, and units given back. */
const HEADER_BYTES = 8;
/** All is kept in units of 8 bytes, so that times lie aligned. */
const UNIT_BYTES = 8;
/** Outlet and length, then the time. */
const LETTER_UNITS = 2;
/** In place of an outlet: the rest of the ring is left out, the next letter lies at its beginning. */
const FILLER = -1;
/** In place of an outlet: this letter is not needed any more. */
const GONE = -2;

/**
 * Letters from one thread to another through shared memory, in order: one thread writes, one reads, and neither ever waits. A message port would
 * take some microseconds for each of ten thousand packets a second, and wake the reader for each. The reader takes no memory for them: they lie in the ring until it
 * gives them back.
 */
export class PacketRing {
  readonly #counters: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #times: Float64Array;
  readonly #units: number;
  /** Units read. */
  #read: number;

  /** `memory`: shared by both threads; 8 bytes and a power of two of them, at most 2^34. */
  constructor(memory: SharedArrayBuffer) {
    const size = memory.byteLength - HEADER_BYTES;
    this.#units = size / UNIT_BYTES;
    if (!Number.isInteger(Math.log2(this.#units))) throw new RangeError('A ring holds a power of two of units.');
    this.#counters = new Int32Array(memory, 0, 2);
    this.#bytes = new Uint8Array(memory, HEADER_BYTES, size);
    this.#words = new Int32Array(memory, HEADER_BYTES, size / 4);
    this.#times = new Float64Array(memory, HEADER_BYTES, this.#units);
    this.#read = Atomics.load(this.#counters, 1);
  }

  /** Memory for a ring of so many bytes, a power of two. */
  static memory(bytes = RING_BYTES): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + bytes);
  }

  /** Puts a letter in; false when there is no room for it. */
  write({ outlet, due, datagram }: Letter): boolean {
    const units = unitsOf(datagram.byteLength);
    const written = Atomics.load(this.#counters, 0);
    const place = this.#placeOf(written);
    const left = this.#units - place;
    const skipped = left < units ? left : 0;
    const used = (written - Atomics.load(this.#counters, 1)) | 0;
    if (used + skipped + units > this.#units) return false;
    if (skipped > 0) this.#words[place * 2] = FILLER;
    const start = skipped > 0 ? 0 : place;
    this.#words[start * 2] = outlet;
    this.#words[start * 2 + 1] = datagram.byteLength;
    this.#times[start + 1] = due;
    this.#bytes.set(datagram, (start + LETTER_UNITS) * UNIT_BYTES);
    // Last: what the counter covers is complete.
    Atomics.store(this.#counters, 0, (written + skipped + units) | 0);
    return true;
  }

  /** Reads the next letter; undefined when there is none. Its bytes are the ring's own, until {@link release}. */
  read(): KeptLetter | undefined {
    if (this.#read === Atomics.load(this.#counters, 0)) return undefined;
    const at = this.#placeOf(this.#read);
    const place = this.#words[at * 2] === FILLER ? 0 : at;
    if (place !== at) this.#read = (this.#read + this.#units - at) | 0;
    const from = (place + LETTER_UNITS) * UNIT_BYTES;
    const length = this.#words[place * 2 + 1] ?? 0;
    this.#read = (this.#read + unitsOf(length)) | 0;
    return {
      outlet: this.#words[place * 2] ?? GONE,
      due: this.#times[place + 1] ?? 0,
      datagram: this.#bytes.subarray(from, from + length),
      place,
    };
  }

  /** Gives back a letter that was read: once, in any order. Its room can be written again when all before it were given back, too. */
  release({ place }: KeptLetter): void {
    this.#words[place * 2] = GONE;
    let free = Atomics.load(this.#counters, 1);
    while (free !== this.#read) {
      const at = this.#placeOf(free);
      const mark = this.#words[at * 2];
      if (mark !== GONE && mark !== FILLER) break;
      free = (free + (mark === FILLER ? this.#units - at : unitsOf(this.#words[at * 2 + 1] ?? 0))) | 0;
    }
    Atomics.store(this.#counters, 1, free);
  }

  #placeOf(counter: number): number {
    return counter & (this.#units - 1);
  }
}

/** That a letter takes with a datagram of so many bytes. */
function unitsOf(length: number): number {
  return LETTER_UNITS + Math.ceil(length / UNIT_BYTES);
}
