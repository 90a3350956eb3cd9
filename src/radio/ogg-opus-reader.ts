import { decodePages, type OggPage } from './ogg-page.ts';
import { RadioError } from './radio-error.ts';
import { PACKET_SAMPLES } from './segment.ts';

/** What an Ogg Opus stream held. */
export interface OggOpusStream {
  readonly serial: number;
  readonly preSkip: number;
  readonly comments: Readonly<Record<string, string>>;
  /** 20 ms each, in order; views on the bytes that were read. */
  readonly packets: readonly Uint8Array[];
  /** True length of the sound: without pre-skip and end padding. */
  readonly samples: number;
}

/** Whether the stream must have its end (a file), or may break off anywhere (a piece of a live stream). */
export interface OggOpusReading {
  readonly openEnded?: boolean;
}

/**
 * Reads one logical stream of Ogg Opus page by page, and holds it to the rules: every page there, in order, one serial number,
 * granule positions that match the packets. `page` and `finish` throw a RadioError that says what is wrong.
 */
export class OggOpusReader {
  readonly #packets: Uint8Array[] = [];
  #serial = 0;
  #sequence = 0;
  #preSkip = 0;
  #granule = 0;
  #comments: Readonly<Record<string, string>> = {};
  #ended = false;

  page(page: OggPage): void {
    const number = this.#sequence;
    if (this.#ended) throw new RadioError(`Ogg page ${number} comes after the end of the stream`);
    if (page.sequence !== number) throw new RadioError(`Ogg page ${number} is missing: ${page.sequence} came instead`);
    if (page.first !== (number === 0)) throw new RadioError(`Ogg page ${number} starts another stream`);
    if (number > 0 && page.serial !== this.#serial) throw new RadioError(`Ogg page ${number} is of another stream`);
    this.#sequence += 1;
    if (number === 0) {
      this.#serial = page.serial;
      this.#preSkip = readOpusHead(page.packets);
    } else if (number === 1) {
      this.#comments = readOpusTags(page.packets);
    } else {
      this.#sound(page, number);
    }
  }

  /** What was read; unless it may be open-ended, the last page must have come. */
  finish(reading: OggOpusReading = {}): OggOpusStream {
    if (this.#sequence < 2) throw new RadioError('The Opus headers are missing');
    if (!this.#ended && reading.openEnded !== true)
      throw new RadioError('The Ogg file is cut off: its last page is missing');
    return {
      serial: this.#serial,
      preSkip: this.#preSkip,
      comments: this.#comments,
      packets: this.#packets,
      samples: Math.max(0, this.#granule - this.#preSkip),
    };
  }

  #sound(page: OggPage, number: number): void {
    const end = (this.#packets.length + page.packets.length) * PACKET_SAMPLES;
    // RFC 7845, section 4.4: only the last page may say that less than all of its samples is sound.
    if (page.last ? page.granule > end || page.granule < this.#granule : page.granule !== end) {
      throw new RadioError(`Ogg page ${number} is at sample ${page.granule} although ${end} came before it`);
    }
    this.#packets.push(...page.packets);
    this.#granule = page.granule;
    this.#ended = page.last;
  }
}

/** Reads a whole Ogg Opus stream with 20 ms packets. Throws a RadioError that says what is wrong with it. */
export function demuxOggOpus(bytes: Uint8Array, reading: OggOpusReading = {}): OggOpusStream {
  const reader = new OggOpusReader();
  for (const page of decodePages(bytes)) reader.page(page);
  return reader.finish(reading);
}

function readOpusHead(packets: readonly Uint8Array[]): number {
  const head = packets[0];
  if (packets.length !== 1 || head === undefined || head.length < 19 || textAt(head, 0, 8) !== 'OpusHead') {
    throw new RadioError('The Ogg file holds no Opus: its first packet is not OpusHead');
  }
  if (head[9] !== 2) throw new RadioError(`The Opus stream has ${head[9] ?? 0} channels; stereo is needed`);
  return new DataView(head.buffer, head.byteOffset).getUint16(10, true);
}

function readOpusTags(packets: readonly Uint8Array[]): Readonly<Record<string, string>> {
  const tags = packets[0];
  if (packets.length !== 1 || tags === undefined || textAt(tags, 0, 8) !== 'OpusTags') {
    throw new RadioError('The Opus stream has no OpusTags');
  }
  const view = new DataView(tags.buffer, tags.byteOffset, tags.byteLength);
  let at = 8;
  const next = (): string => {
    if (at + 4 > tags.length || at + 4 + view.getUint32(at, true) > tags.length) {
      throw new RadioError("The Opus stream's comments are cut off");
    }
    const length = view.getUint32(at, true);
    at += 4 + length;
    return textAt(tags, at - length, length);
  };
  next();
  if (at + 4 > tags.length) throw new RadioError("The Opus stream's comments are cut off");
  const count = view.getUint32(at, true);
  at += 4;
  const comments: [string, string][] = [];
  while (comments.length < count) {
    const [name = '', ...value] = next().split('=');
    comments.push([name, value.join('=')]);
  }
  return Object.fromEntries(comments);
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return new TextDecoder().decode(bytes.subarray(start, start + length));
}
