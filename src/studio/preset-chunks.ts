import type { PresetRecords } from './preset-zones.ts';

// What SF2 files are made of (SoundFont 2.04).

/** A sample's record: its length, and where it tells of frames: the sample's first and its end, the loop's first and its end. */
export const SAMPLE = { bytes: 46, placesAt: [20, 24, 28, 32] } as const;

/** Silence behind each sample, which the format asks for. */
export const GUARD_FRAMES = 46;

/** The chunks of a list, which is given with its head; each without its own. */
export function chunksOf(list: DataView): PresetRecords {
  const chunks = new Map<string, DataView>();
  for (let at = 12; at + 8 <= list.byteLength;) {
    const length = list.getUint32(at + 4, true);
    chunks.set(textAt(list, at), new DataView(list.buffer, list.byteOffset + at + 8, length));
    at += 8 + length + (length % 2);
  }
  return chunks;
}

/** Writes the head of a chunk, or of a list of a kind. */
export function writeHead(view: DataView, at: number, name: string, length: number, kind = ''): void {
  for (const [index, letter] of [...name].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  view.setUint32(at + 4, length, true);
  for (const [index, letter] of [...kind].entries()) view.setUint8(at + 8 + index, letter.charCodeAt(0));
}

/** The four letters at a place. */
export function textAt(view: DataView, from: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(from + offset)));
}
