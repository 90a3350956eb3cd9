import { encodePage } from './ogg-page.ts';
import { MAX_PACKET_BYTES, OPUS_PRE_SKIP } from './opus.ts';
import { RadioError } from './radio-error.ts';
import { PACKET_SAMPLES } from './segment.ts';

/** What an Ogg Opus stream says about itself. */
export interface OggOpusOptions {
  /** The logical stream's number, an unsigned 32-bit integer: passed in, so that the same song is the same bytes. */
  readonly serial: number;
  /** Comments such as `TITLE` (RFC 7845, section 5.2), in the order given. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Packets to a page, 1 to 42, which at any bit rate fit: few for a live stream, 42 (the default) for a file. */
  readonly packetsPerPage?: number;
}

// A packet of 1275 bytes takes 6 of a page's 255 lacing values.
const MAX_PACKETS_PER_PAGE = 42;

const VENDOR = 'raindial';

/**
 * Writes 20 ms stereo Opus packets as one logical Ogg stream (RFC 7845): a file, or the endless stream of one listener.
 * A page goes out when the first packet of the next one arrives, so that the last page can say that it is the last.
 */
export class OggOpusMuxer {
  readonly #options: OggOpusOptions;
  readonly #packetsPerPage: number;
  #pending: Uint8Array[] = [];
  #sequence = 0;
  #packets = 0;

  constructor(options: OggOpusOptions) {
    this.#options = options;
    this.#packetsPerPage = options.packetsPerPage ?? MAX_PACKETS_PER_PAGE;
    if (
      !Number.isInteger(this.#packetsPerPage) ||
      this.#packetsPerPage < 1 ||
      this.#packetsPerPage > MAX_PACKETS_PER_PAGE
    ) {
      throw new RadioError(`An Ogg page takes 1 to ${MAX_PACKETS_PER_PAGE} packets, not ${this.#packetsPerPage}`);
    }
  }

  /** The two pages that come before the sound; call it once, first. */
  header(): Uint8Array {
    const head = this.#page({ packets: [opusHead()], granule: 0, first: true });
    const tags = this.#page({ packets: [opusTags(this.#options.comments ?? {})], granule: 0 });
    return joinBytes([head, tags]);
  }

  /** Takes the next packet; returns a page when one is full. Throws a RadioError for a packet that can't be a 20 ms Opus packet. */
  push(packet: Uint8Array): Uint8Array | undefined {
    if (packet.length === 0 || packet.length > MAX_PACKET_BYTES) {
      throw new RadioError(`A 20 ms Opus packet has 1 to ${MAX_PACKET_BYTES} bytes, not ${packet.length}`);
    }
    const page = this.#pending.length === this.#packetsPerPage ? this.#flush(false) : undefined;
    this.#pending.push(packet);
    return page;
  }

  /**
   * The last page. `samples` is the true length of the sound: the rest of the last packets is padding that a player leaves
   * out. All of it is sound when not given.
   */
  finish(samples?: number): Uint8Array {
    return this.#flush(true, samples);
  }

  #flush(last: boolean, samples?: number): Uint8Array {
    const start = this.#packets * PACKET_SAMPLES;
    this.#packets += this.#pending.length;
    const end = this.#packets * PACKET_SAMPLES;
    const granule = samples === undefined ? end : Math.max(start, Math.min(end, samples + OPUS_PRE_SKIP));
    const page = this.#page({ packets: this.#pending, granule, last });
    this.#pending = [];
    return page;
  }

  #page(page: { packets: readonly Uint8Array[]; granule: number; first?: boolean; last?: boolean }): Uint8Array {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) >>> 0;
    const { first = false, last = false } = page;
    return encodePage({ ...page, first, last, continued: false, serial: this.#options.serial, sequence });
  }
}

/** A whole Ogg Opus file; `samples` as in {@link OggOpusMuxer.finish}. */
export function muxOggOpus(
  packets: readonly Uint8Array[],
  options: OggOpusOptions & { readonly samples?: number },
): Uint8Array {
  const muxer = new OggOpusMuxer(options);
  const pages = [muxer.header()];
  for (const packet of packets) {
    const page = muxer.push(packet);
    if (page !== undefined) pages.push(page);
  }
  pages.push(muxer.finish(options.samples));
  return joinBytes(pages);
}

// RFC 7845, section 5.1: version 1, two channels, pre-skip, the original sample rate, no gain, mapping family 0.
function opusHead(): Uint8Array {
  const bytes = new Uint8Array(19);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('OpusHead'));
  bytes[8] = 1;
  bytes[9] = 2;
  view.setUint16(10, OPUS_PRE_SKIP, true);
  view.setUint32(12, 48_000, true);
  return bytes;
}

function opusTags(comments: Readonly<Record<string, string>>): Uint8Array {
  const text = new TextEncoder();
  const entries = Object.entries(comments).map(([name, value]) => text.encode(`${name}=${value}`));
  return joinBytes([
    text.encode('OpusTags'),
    uint32(VENDOR.length),
    text.encode(VENDOR),
    uint32(entries.length),
    ...entries.flatMap((entry) => [uint32(entry.length), entry]),
  ]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
