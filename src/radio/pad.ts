import { SILENCE_PACKET } from './opus.ts';

/**
 * The sound that can't fail: a loop of Opus packets in memory (a pad of rain), and silence until there is one. It goes on where
 * it stopped, so that it does not sound the same each time.
 */
export class Pad {
  #packets: readonly Uint8Array[] = [];
  #at = 0;

  /** `packets`: 20 ms each, made elsewhere to loop. */
  constructor(packets: readonly Uint8Array[] = []) {
    this.load(packets);
  }

  /** Takes a loop, from the next packet on. */
  load(packets: readonly Uint8Array[]): void {
    this.#packets = packets;
    this.#at = 0;
  }

  /** The next packet. */
  next(): Uint8Array {
    const packet = this.#packets[this.#at];
    if (packet === undefined) return SILENCE_PACKET;
    this.#at = (this.#at + 1) % this.#packets.length;
    return packet;
  }
}
