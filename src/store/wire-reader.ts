/** A piece of what a Postgres client sends that has to be worked off in one go. */
export type WireRequest =
  /** The client asks for encryption before it says anything else. */
  | { readonly kind: 'encryption' }
  | { readonly kind: 'startup'; readonly bytes: Uint8Array }
  /** Messages up to one that the server answers: a password, a query, the Sync that ends a prepared statement's messages. */
  | { readonly kind: 'messages'; readonly bytes: Uint8Array }
  /** The client says goodbye, or wants a query of another connection cancelled, which this server can't. */
  | { readonly kind: 'end' };

/** Codes that stand in the place of the protocol's version (PostgreSQL manual, 55.7). */
const CANCEL_REQUEST = 80877102;
const ENCRYPTION_REQUESTS: readonly number[] = [80877103, 80877104];

/** Types of the messages that end a batch: Password, Query, Sync, Flush, FunctionCall, CopyDone, CopyFail. */
const ANSWERED = new Set(['p', 'Q', 'S', 'H', 'F', 'c', 'f'].map((type) => type.charCodeAt(0)));
const TERMINATE = 'X'.charCodeAt(0);

/** A client that says more than this before it is let in is no Postgres client (MAX_STARTUP_PACKET_LENGTH, pqcomm.h). */
const LONGEST_OPENING = 10_000;
/** Ours are some kilobytes; a query with a bulk of rows may be larger. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;

/** Cuts the bytes of one client's connection into requests. */
export class WireReader {
  #received = Buffer.alloc(0);
  #started = false;
  /** Bytes at the front of `#received` that are whole messages, but not yet a whole request. */
  #whole = 0;

  /** Takes received bytes; returns the requests that are complete now. Throws when they are not Postgres' protocol. */
  push(bytes: Uint8Array): readonly WireRequest[] {
    this.#received = Buffer.concat([this.#received, bytes]);
    const requests: WireRequest[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) requests.push(next);
    return requests;
  }

  #next(): WireRequest | undefined {
    return this.#started ? this.#nextMessages() : this.#nextOpening();
  }

  #nextOpening(): WireRequest | undefined {
    const length = this.#lengthAt(0, LONGEST_OPENING);
    if (length === undefined || this.#received.length < length) return undefined;
    if (length < 8) throw new Error('a first message without a version');
    const code = this.#received.readInt32BE(4);
    const bytes = this.#take(length);
    if (ENCRYPTION_REQUESTS.includes(code)) return { kind: 'encryption' };
    if (code === CANCEL_REQUEST) return { kind: 'end' };
    this.#started = true;
    return { kind: 'startup', bytes };
  }

  #nextMessages(): WireRequest | undefined {
    for (;;) {
      const type = this.#received[this.#whole];
      const length = this.#lengthAt(this.#whole + 1, LONGEST_MESSAGE);
      if (type === undefined || length === undefined) return undefined;
      const end = this.#whole + 1 + length;
      if (this.#received.length < end) return undefined;
      this.#whole = end;
      if (type === TERMINATE) return { kind: 'end' };
      if (ANSWERED.has(type)) return { kind: 'messages', bytes: this.#take(end) };
    }
  }

  #lengthAt(offset: number, longest: number): number | undefined {
    if (this.#received.length < offset + 4) return undefined;
    const length = this.#received.readInt32BE(offset);
    if (length < 4 || length > longest) throw new Error(`a message of ${length} bytes`);
    return length;
  }

  #take(length: number): Uint8Array {
    const bytes = new Uint8Array(this.#received.subarray(0, length));
    this.#received = this.#received.subarray(length);
    this.#whole = 0;
    return bytes;
  }
}
