import { open, type FileHandle } from 'node:fs/promises';

/** A stretch of a file, in bytes. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

/** What a WAV file is made of: where its sound lies, and the small chunks that tell of it, each without its head. */
export interface Riff {
  /** The format chunk. */
  readonly fmt: DataView;
  readonly data: Stretch;
  /** What music programs write of a loop's tempo. */
  readonly acid: DataView | undefined;
  /** What samplers write of loop points. */
  readonly smpl: DataView | undefined;
}

/** Chunks that are read, up to this many bytes of each. */
const LARGEST_CHUNK = 4096;

/** A file of more chunks than this is broken, or made to keep us busy. */
const MOST_CHUNKS = 1000;

/** Length of a data chunk whose writer could not know it, such as a pipe, or wrote it elsewhere (RF64). */
const UNKNOWN_LENGTHS: readonly number[] = [0, 0xffff_ffff];

/**
 * Finds the chunks of a WAV file (RIFF or RF64) without reading the sound. Throws an Error with the reason, for a person to read, when it
 * is no WAV file or a part of it is missing.
 */
export async function readRiff(file: FileHandle): Promise<Riff> {
  const { size } = await file.stat();
  const head = await readAt(file, 0, 12);
  if (head.byteLength < 12 || !['RIFF', 'RF64'].includes(text(head, 0)) || text(head, 8) !== 'WAVE')
    throw new Error('it is no WAV file');
  const chunks = new Map<string, DataView>();
  let data: Stretch | undefined;
  let at = 12;
  for (let count = 0; count < MOST_CHUNKS && at + 8 <= size; count += 1) {
    const chunk = await readAt(file, at, 8);
    const name = text(chunk, 0);
    const told = chunk.getUint32(4, true);
    const left = size - at - 8;
    if (name === 'data' && data === undefined) {
      if (!chunks.has('fmt ')) throw new Error('its sound comes before its format');
      const length = UNKNOWN_LENGTHS.includes(told) ? left : told;
      if (length > left) throw new Error(`it is cut off: ${left} of ${told} bytes of sound are there`);
      data = { from: at + 8, length };
      at += 8 + length + (length % 2);
      continue;
    }
    if (!chunks.has(name)) chunks.set(name, await readAt(file, at + 8, Math.min(told, left, LARGEST_CHUNK)));
    at += 8 + told + (told % 2);
  }
  const fmt = chunks.get('fmt ');
  if (fmt === undefined || fmt.byteLength < 16) throw new Error('its head is cut off: the format is missing');
  if (data === undefined) throw new Error('it has no data chunk: its sound is missing');
  return { fmt, data, acid: chunks.get('acid'), smpl: chunks.get('smpl') };
}

/** Opens a file, and closes it whatever happens. */
export async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Bytes of a file from a place on; fewer where it ends. */
export async function readAt(file: FileHandle, from: number, length: number): Promise<DataView> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return new DataView(bytes.buffer, 0, filled);
}

function text(view: DataView, from: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(from + offset)));
}
