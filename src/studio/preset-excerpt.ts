import type { FileHandle } from 'node:fs/promises';
import { GUARD_FRAMES, SAMPLE, chunksOf, textAt, writeHead } from './preset-chunks.ts';
import { soundingSamples, type KeyStroke } from './preset-zones.ts';
import { readAt, withFile, type Stretch } from './wav/riff.ts';

/** What stands in the place of all samples that do not sound: silence, with a loop in it. */
const BLANK_PLACES = [0, 64, 16, 48] as const;
const BLANK_FRAMES = BLANK_PLACES[1] + GUARD_FRAMES;

/** Where the parts of an SF2 file lie. */
interface Layout {
  /** All before the sound, without the file's own head. */
  readonly info: Stretch;
  readonly sound: Stretch;
  /** The list of records with its head. */
  readonly records: DataView;
}

/**
 * Reads as much of a preset's SF2 file as some key strokes sound. A synthesiser plays them from it as from the whole file, sample for
 * sample. The default font's grand piano is 100 MB, of which a song plays a third. Throws an Error when the file is broken.
 */
export async function readPreset(file: string, strokes: readonly KeyStroke[]): Promise<ArrayBuffer> {
  return withFile(file, async (handle) => {
    const { info, sound, records } = await readLayout(handle);
    const samples = samplesIn(records);
    const sounding = soundingSamples(chunksOf(records), strokes);
    const kept: { readonly from: number; readonly to: number; readonly frames: number }[] = [];
    let frames = BLANK_FRAMES;
    for (let index = 0; (index + 1) * SAMPLE.bytes < samples.byteLength; index += 1) {
      const places = SAMPLE.placesAt.map((at) => index * SAMPLE.bytes + at);
      const first = samples.getUint32(places[0]!, true);
      const end = samples.getUint32(places[1]!, true);
      if (sounding.has(index)) {
        if (end < first || end * 2 > sound.length) throw new RangeError('a sample lies beyond the sound');
        kept.push({ from: first, to: frames, frames: end - first });
        for (const place of places) samples.setUint32(place, samples.getUint32(place, true) - first + frames, true);
        frames += end - first + GUARD_FRAMES;
      } else {
        for (const [which, place] of places.entries()) samples.setUint32(place, BLANK_PLACES[which]!, true);
      }
    }

    const soundBytes = 2 * frames;
    const excerpt = new Uint8Array(12 + info.length + 20 + soundBytes + records.byteLength);
    const view = new DataView(excerpt.buffer);
    const list = 12 + info.length;
    const data = list + 20;
    writeHead(view, 0, 'RIFF', excerpt.length - 8, 'sfbk');
    await fill(handle, excerpt.subarray(12, list), info.from);
    writeHead(view, list, 'LIST', 12 + soundBytes, 'sdta');
    writeHead(view, list + 12, 'smpl', soundBytes);
    for (const sample of kept) {
      const from = data + 2 * sample.to;
      await fill(handle, excerpt.subarray(from, from + 2 * sample.frames), sound.from + 2 * sample.from);
    }
    excerpt.set(new Uint8Array(records.buffer, records.byteOffset, records.byteLength), data + soundBytes);
    return excerpt.buffer;
  });
}

/** Finds the three lists that an SF2 file consists of, and reads the last one. */
async function readLayout(file: FileHandle): Promise<Layout> {
  const { size } = await file.stat();
  let sound: Stretch | undefined;
  let soundList = 0;
  for (let at = 12; at + 12 <= size;) {
    const list = await readAt(file, at, 20);
    const length = list.getUint32(4, true) + (list.getUint32(4, true) % 2);
    const kind = textAt(list, 8);
    if (kind === 'sdta' && textAt(list, 12) === 'smpl') {
      soundList = at;
      sound = { from: at + 20, length: list.getUint32(16, true) };
    }
    if (kind === 'pdta' && sound !== undefined) {
      const records = await readAt(file, at, 8 + length);
      if (records.byteLength < 8 + length) break;
      return { info: { from: 12, length: soundList - 12 }, sound, records };
    }
    at += 8 + length;
  }
  throw new RangeError('the file is cut off');
}

function samplesIn(records: DataView): DataView {
  const samples = chunksOf(records).get('shdr');
  if (samples === undefined) throw new RangeError('it tells of no samples');
  return samples;
}

async function fill(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) throw new RangeError('the file is cut off');
    filled += bytesRead;
  }
}
