import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { writeWhole } from './checkpoint.ts';
import { ModelError } from './model-error.ts';
import { BETWEEN_LINES, indexOfHashes, type OriginalityIndex } from './originality.ts';

/** The file in a model's folder that tells which stretches the songs behind the model have. */
export const ORIGINALITY_FILE = 'originality.bin';

/** `RDOI`, then the version of the layout, the gram (a byte each) and five bytes for each hash, the highest first. */
const MAGIC = 'RDOI';
const VERSION = 1;
const HEAD = 6;
const HASH_BYTES = 5;

/** Writes an index into a model's folder. Throws a ModelError when it can't be written. */
export async function writeOriginality(folder: string, index: OriginalityIndex): Promise<void> {
  const bytes = Buffer.alloc(HEAD + HASH_BYTES * index.hashes.length);
  bytes.write(MAGIC, 'ascii');
  bytes.writeUInt8(VERSION, 4);
  bytes.writeUInt8(index.gram, 5);
  index.hashes.forEach((hash, place) => bytes.writeUIntBE(hash, HEAD + HASH_BYTES * place, HASH_BYTES));
  await writeWhole(join(folder, ORIGINALITY_FILE), bytes);
}

/**
 * Reads the index of a model's folder; undefined when there is none, for a model may be without.
 * Throws a ModelError when it is damaged.
 */
export async function readOriginality(folder: string): Promise<OriginalityIndex | undefined> {
  const path = join(folder, ORIGINALITY_FILE);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new ModelError(`${path} can't be read`, { cause });
  }
  const count = (bytes.length - HEAD) / HASH_BYTES;
  const gram = bytes.length < HEAD ? 0 : bytes.readUInt8(5);
  const fits = bytes.toString('ascii', 0, 4) === MAGIC && bytes.length >= HEAD && bytes.readUInt8(4) === VERSION;
  if (!fits || gram === 0 || !Number.isInteger(count)) {
    throw new ModelError(`${path} is damaged; restore it, or train the model anew`);
  }
  const hashes = Float64Array.from({ length: count }, (_, place) =>
    bytes.readUIntBE(HEAD + HASH_BYTES * place, HASH_BYTES),
  );
  if (count > 0 && hashes[count - 1] !== BETWEEN_LINES)
    throw new ModelError(`${path} is cut short; restore it, or train the model anew`);
  return indexOfHashes(gram, hashes);
}
