import { crc32 } from 'node:zlib';

/** Eight hexadecimal digits of a CRC-32 and a space stand before each value. */
const CHECKSUM_LENGTH = 8;

/** A value as a line of a journal: checksum, space, JSON, newline. The value must be plain JSON. */
export function encodeLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${checksum(json)} ${json}\n`;
}

/**
 * A value as a line of exactly so many bytes, newline included, filled up with blanks. Throws a RangeError when it does not fit.
 */
export function encodeLineOf(bytes: number, value: unknown): string {
  const json = JSON.stringify(value);
  const missing = bytes - (CHECKSUM_LENGTH + 2) - Buffer.byteLength(json);
  if (missing < 0) throw new RangeError('A value of the journal can only be replaced by one that is no longer.');
  const padded = json + ' '.repeat(missing);
  return `${checksum(padded)} ${padded}\n`;
}

/** The value of a line without its newline; undefined when the line was cut off or changed. */
export function decodeLine(line: string): { readonly value: unknown } | undefined {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  if (line[CHECKSUM_LENGTH] !== ' ' || line.slice(0, CHECKSUM_LENGTH) !== checksum(json)) return undefined;
  try {
    return { value: JSON.parse(json) as unknown };
  } catch {
    return undefined;
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
