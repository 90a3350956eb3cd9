import { RadioError } from './radio-error.ts';

/** One page of an Ogg stream (RFC 3533). */
export interface OggPage {
  readonly first: boolean;
  readonly last: boolean;
  /** The page starts with the rest of a packet of the page before. */
  readonly continued: boolean;
  /** Which logical stream the page belongs to; an unsigned 32-bit integer. */
  readonly serial: number;
  /** Number of the page in its stream, from 0. */
  readonly sequence: number;
  /** Samples up to the end of the last packet that ends on this page. */
  readonly granule: number;
  readonly packets: readonly Uint8Array[];
}

const HEADER_BYTES = 27;
const MAGIC = 0x4f676753;
const CONTINUED = 1;
const FIRST = 2;
const LAST = 4;

/** Lacing values that a packet takes in a page's segment table; a page has room for 255. */
export function lacingValues(packet: Uint8Array): number {
  return Math.floor(packet.length / 255) + 1;
}

/** The bytes of a page whose packets all end on it. Throws a RadioError when they don't fit. */
export function encodePage(page: OggPage): Uint8Array {
  const values = page.packets.reduce((sum, packet) => sum + lacingValues(packet), 0);
  if (values > 255) throw new RadioError(`An Ogg page holds 255 lacing values, not ${values}`);
  const size = page.packets.reduce((sum, packet) => sum + packet.length, HEADER_BYTES + values);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  bytes[5] = (page.continued ? CONTINUED : 0) | (page.first ? FIRST : 0) | (page.last ? LAST : 0);
  view.setBigInt64(6, BigInt(page.granule), true);
  view.setUint32(14, page.serial, true);
  view.setUint32(18, page.sequence, true);
  bytes[26] = values;
  let table = HEADER_BYTES;
  let body = HEADER_BYTES + values;
  for (const packet of page.packets) {
    bytes.fill(255, table, table + lacingValues(packet) - 1);
    table += lacingValues(packet);
    bytes[table - 1] = packet.length % 255;
    bytes.set(packet, body);
    body += packet.length;
  }
  view.setUint32(22, oggCrc(bytes), true);
  return bytes;
}

/**
 * The pages in a row of bytes, checked one by one as they are asked for; packets are views on the bytes.
 * Throws a RadioError that names the page and what is wrong: no Ogg, cut off, damaged, or a packet that spans pages.
 */
export function* decodePages(bytes: Uint8Array): Generator<OggPage, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = 0;
  for (let number = 0; start < bytes.length; number += 1) {
    if (start + HEADER_BYTES > bytes.length) throw new RadioError(`Ogg page ${number} is cut off in its header`);
    if (view.getUint32(start) !== MAGIC) {
      throw new RadioError(
        number === 0 ? 'This is not an Ogg file' : `Ogg page ${number} does not start where it should`,
      );
    }
    const values = bytes[start + 26] ?? 0;
    const table = bytes.subarray(start + HEADER_BYTES, start + HEADER_BYTES + values);
    const bodyStart = start + HEADER_BYTES + values;
    const end = table.reduce((sum, value) => sum + value, bodyStart);
    if (end > bytes.length) throw new RadioError(`Ogg page ${number} is cut off`);
    if (oggCrc(bytes.subarray(start, end)) !== view.getUint32(start + 22, true)) {
      throw new RadioError(`Ogg page ${number} is damaged: its checksum does not match`);
    }
    if (table.at(-1) === 255) throw new RadioError(`Ogg page ${number} ends inside a packet, which is not read here`);
    const flags = bytes[start + 5] ?? 0;
    yield {
      first: (flags & FIRST) !== 0,
      last: (flags & LAST) !== 0,
      continued: (flags & CONTINUED) !== 0,
      serial: view.getUint32(start + 14, true),
      sequence: view.getUint32(start + 18, true),
      granule: Number(view.getBigInt64(start + 6, true)),
      packets: packetsOf(bytes, bodyStart, table),
    };
    start = end;
  }
}

function packetsOf(bytes: Uint8Array, bodyStart: number, table: Uint8Array): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  let start = bodyStart;
  let end = bodyStart;
  for (const value of table) {
    end += value;
    if (value === 255) continue;
    packets.push(bytes.subarray(start, end));
    start = end;
  }
  return packets;
}

// CRC-32 with the polynomial 0x04c11db7, not reflected, from 0, not inverted (RFC 3533, section 6): unlike zlib's.
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

/** The checksum of a whole page; the four bytes where it is kept count as 0. */
export function oggCrc(page: Uint8Array): number {
  let crc = 0;
  for (let index = 0; index < page.length; index += 1) {
    const byte = index >= 22 && index < 26 ? 0 : (page[index] ?? 0);
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0);
  }
  return crc >>> 0;
}
