import { muxOggOpus, OpusEncoder, PACKET_SAMPLES, packetsFor } from '../radio/index.ts';
import type { Recording } from '../studio/index.ts';

type Stereo = Recording['master'];

/** Nothing but the encoder's look-ahead follows the end. */
const END: Stereo = { left: new Float32Array(0), right: new Float32Array(0) };

/** Encodes a stem while it is played, so that no stem need be in memory as a whole. */
export class StemEncoder {
  readonly #encoder: OpusEncoder;
  readonly #packets: Uint8Array[] = [];
  #samples = 0;

  /** `bitrate`: bits a second. */
  constructor(bitrate: number) {
    this.#encoder = new OpusEncoder({ bitrate });
  }

  /** Takes the next stretch, of whole packets of 20 ms; only the last one may end between two. */
  push(audio: Stereo): void {
    const { length } = audio.left;
    this.#packets.push(...this.#encoder.encode(audio, 0, Math.ceil(length / PACKET_SAMPLES)));
    this.#samples += length;
  }

  /** The whole stem as an Ogg Opus file. */
  finish({ title, serial }: { readonly title: string; readonly serial: number }): Uint8Array {
    const missing = packetsFor(this.#samples) - this.#packets.length;
    this.#packets.push(...this.#encoder.encode(END, 0, missing));
    return muxOggOpus(this.#packets, {
      serial,
      comments: { TITLE: title, ARTIST: 'Raindial' },
      samples: this.#samples,
    });
  }
}
