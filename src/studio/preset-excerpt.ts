import type { FileHandle } from 'node:fs/promises';
import { soundingSamples, type KeyStroke, type PresetRecords } from './preset-zones.ts';
import { readAt, withFile, type Stretch } from './wav/riff.ts';

/** Length of a sample's record in SoundFont 2.04, and where it tells of frames: first, end, loop's first, loop's end. */
const SAMPLE_BYTES = 46;
const PLACES_AT = [20, 24, 28, 32] as const;

/** Silence behind each sample, which the format asks for. */
const GUARD_FRAMES = 46;

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
    for (let index = 0; (index + 1) * SAMPLE_BYTES < samples.byteLength; index += 1) {
      const places = PLACES_AT.map((at) => index * SAMPLE_BYTES + at);
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
    head(view, 0, 'RIFF', excerpt.length - 8, 'sfbk');
    await fill(handle, excerpt.subarray(12, list), info.from);
    head(view, list, 'LIST', 12 + soundBytes, 'sdta');
    head(view, list + 12, 'smpl', soundBytes);
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
    const kind = text(list, 8);
    if (kind === 'sdta' && text(list, 12) === 'smpl') {
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

/** The chunks of a list, each without its head. */
function chunksOf(list: DataView): PresetRecords {
  const chunks = new Map<string, DataView>();
  for (let at = 12; at + 8 <= list.byteLength;) {
    const length = list.getUint32(at + 4, true);
    chunks.set(text(list, at), new DataView(list.buffer, list.byteOffset + at + 8, length));
    at += 8 + length + (length % 2);
  }
  return chunks;
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

/** Writes the head of a chunk, or of a list of a kind. */
function head(view: DataView, at: number, name: string, length: number, kind = ''): void {
  for (const [index, letter] of [...name].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  view.setUint32(at + 4, length, true);
  for (const [index, letter] of [...kind].entries()) view.setUint8(at + 8 + index, letter.charCodeAt(0));
}

function text(view: DataView, from: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(from + offset)));
}
