import { SILENCE_PACKET } from './opus.ts';
import type { PadFades } from './pad-fades.ts';

/** The sound that can't fail: a loop of Opus packets in memory (a pad of rain), and silence until there is one. */
export class Pad {
  #packets: readonly Uint8Array[] = [];
  #fades: PadFades | undefined;

  /** `packets`: 20 ms each, made elsewhere to loop. */
  constructor(packets: readonly Uint8Array[] = [], fades?: PadFades) {
    this.load(packets, fades);
  }

  /** Takes a loop, from the next packet on, and the ways out of it; without those it ends at once. */
  load(packets: readonly Uint8Array[], fades?: PadFades): void {
    this.#packets = packets;
    this.#fades = fades;
  }

  /** A way through the loop. It goes on where it stopped, so that it does not sound the same each time. */
  reader(): PadReader {
    return new PadReader(() => ({ packets: this.#packets, fades: this.#fades }));
  }
}

/** One way through a pad's loop. */
export class PadReader {
  readonly #pad: () => { readonly packets: readonly Uint8Array[]; readonly fades: PadFades | undefined };
  #loop: readonly Uint8Array[] = [];
  #at = 0;
  #isLeaving = false;
  #fade: { readonly packets: readonly Uint8Array[]; at: number } | undefined;

  constructor(pad: () => { readonly packets: readonly Uint8Array[]; readonly fades: PadFades | undefined }) {
    this.#pad = pad;
  }

  /** The next packet. */
  next(): Uint8Array {
    const { packets, fades } = this.#pad();
    if (packets !== this.#loop) {
      this.#loop = packets;
      this.#at = 0;
    }
    if (!this.#isLeaving) this.#fade = undefined;
    else if (this.#fade === undefined && fades !== undefined && this.#at % fades.every === 0) {
      const way = fades.fades[this.#at / fades.every];
      if (way !== undefined) this.#fade = { packets: way, at: 0 };
    }
    this.#isLeaving = false;
    const packet = this.#fade?.packets[this.#fade.at] ?? packets[this.#at];
    if (this.#fade !== undefined) this.#fade.at += 1;
    if (packet === undefined) return SILENCE_PACKET;
    this.#at = (this.#at + 1) % packets.length;
    return packet;
  }

  /**
   * Whether something else may begin now. Until then, to be asked before each packet: the loop goes on to its next way out and fades; when it is
   * no longer asked, the loop goes on.
   */
  leave(): boolean {
    const { packets, fades } = this.#pad();
    const isOver = this.#fade !== undefined && this.#fade.at >= this.#fade.packets.length;
    if (packets.length === 0 || fades === undefined || isOver) {
      this.#fade = undefined;
      return true;
    }
    this.#isLeaving = true;
    return false;
  }
}
