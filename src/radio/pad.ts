import { SILENCE_PACKET } from './opus.ts';

/** The sound that can't fail: a loop of Opus packets in memory (a pad of rain), and silence until there is one. */
export class Pad {
  #packets: readonly Uint8Array[] = [];

  /** `packets`: 20 ms each, made elsewhere to loop. */
  constructor(packets: readonly Uint8Array[] = []) {
    this.load(packets);
  }

  /** Takes a loop, from the next packet on. */
  load(packets: readonly Uint8Array[]): void {
    this.#packets = packets;
  }

  /** A way through the loop that gives the next packet at each call. It goes on where it stopped, so that it does not sound the same each time. */
  reader(): () => Uint8Array {
    let loop = this.#packets;
    let at = 0;
    return () => {
      if (loop !== this.#packets) {
        loop = this.#packets;
        at = 0;
      }
      const packet = loop[at];
      if (packet === undefined) return SILENCE_PACKET;
      at = (at + 1) % loop.length;
      return packet;
    };
  }
}
