import type { Random } from '../../src/random/index.ts';

/** Bytes that mean something somewhere in a MIDI file: statuses, meta types, limits of numbers. */
const TELLING = [0x00, 0x01, 0x06, 0x2f, 0x51, 0x58, 0x7f, 0x80, 0x90, 0x99, 0xc0, 0xf0, 0xf7, 0xff, 0x4d, 0x54];

/** One way to damage bytes; `other` is a file to take a piece from. */
type Damage = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const place = (bytes: Uint8Array, random: Random): number => Math.floor(random() * bytes.length);

const splice = (bytes: Uint8Array, from: number, to: number, put: Uint8Array): Uint8Array => {
  const spliced = new Uint8Array(from + put.length + bytes.length - to);
  spliced.set(bytes.subarray(0, from));
  spliced.set(put, from);
  spliced.set(bytes.subarray(to), from + put.length);
  return spliced;
};

const DAMAGES: readonly Damage[] = [
  (bytes, random) => bytes.with(place(bytes, random), Math.floor(random() * 256)),
  (bytes, random) => bytes.with(place(bytes, random), TELLING[Math.floor(random() * TELLING.length)] ?? 0),
  (bytes, random) => {
    const at = place(bytes, random);
    return bytes.with(at, (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8)));
  },
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => {
    const from = place(bytes, random);
    return splice(bytes, from, Math.min(bytes.length, from + 1 + Math.floor(random() * 12)), new Uint8Array());
  },
  (bytes, random) => {
    const from = place(bytes, random);
    return splice(bytes, from, from, bytes.subarray(from, from + 1 + Math.floor(random() * 60)));
  },
  (bytes, random, other) => {
    const at = place(bytes, random);
    const from = place(other, random);
    const piece = other.subarray(from, from + 1 + Math.floor(random() * 60));
    return splice(bytes, at, Math.min(bytes.length, at + piece.length), piece);
  },
  // The number of tracks, the division, and a chunk's length, where the whole file hangs on a byte.
  (bytes, random) =>
    bytes.length < 22 ? bytes : bytes.with(8 + Math.floor(random() * 14), Math.floor(random() * 256)),
];

/** Makes the last track as long as what is there, so that the damage is met by the reader of events and not only by that of chunks. */
function mendLength(bytes: Uint8Array): Uint8Array {
  const track = Buffer.from(bytes).lastIndexOf('MTrk');
  if (track < 0 || track + 8 > bytes.length) return bytes;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(track + 4, bytes.length - track - 8);
  return bytes;
}

/** The header and the first track's head, in bytes: damage there ends the reading at once, so that most of it is done behind. */
const HEAD = 22;

/**
 * One of the files, damaged in one to three places and ways, mostly behind the head; of two files one has its last length mended.
 */
export function damaged(files: readonly Uint8Array[], random: Random): Uint8Array {
  const pick = (): Uint8Array => files[Math.floor(random() * files.length)] ?? new Uint8Array();
  const file = pick();
  const spared = file.subarray(0, random() < 0.8 ? HEAD : 0);
  let bytes = file.subarray(spared.length);
  const times = 1 + Math.floor(random() * 3);
  for (let time = 0; time < times && bytes.length > 0; time += 1) {
    const damage = DAMAGES[Math.floor(random() * DAMAGES.length)];
    if (damage !== undefined) bytes = damage(bytes, random, pick());
  }
  const whole = splice(spared, spared.length, spared.length, bytes);
  return random() < 0.5 ? mendLength(whole) : whole;
}
