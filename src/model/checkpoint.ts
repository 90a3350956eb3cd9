import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { z } from 'zod';

import type { Weights } from './architecture.ts';
import type { AdamState } from './adam.ts';
import { ModelError } from './model-error.ts';

/** What one pass over the training data gave. Losses are bits per event, all heads together. */
export interface EpochFacts {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly heldOutLoss: number;
  readonly seconds: number;
}

/** A training between two epochs: everything to go on as if it had never stopped. */
export interface Checkpoint {
  /** What must be equal for the checkpoint to fit: network, data, seed, schedule. */
  readonly fingerprint: string;
  readonly history: readonly EpochFacts[];
  readonly weights: Weights;
  readonly best: Weights;
  readonly adam: AdamState;
}

/** Writes a file so that a reader, or a loss of power, sees the old content or the new one, never half. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new ModelError(`${path} can't be written`, { cause });
  }
}

/** Writes a checkpoint: a line of JSON, then the numbers it lists, as little-endian 32-bit floats. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { fingerprint, history, weights, best, adam } = checkpoint;
  const blocks = [weights, best, adam.mean, adam.square];
  const names = [...weights].map(([name, values]) => [name, values.length] as const);
  const head = Buffer.from(`${JSON.stringify({ fingerprint, history, adamSteps: adam.steps, names })}\n`);
  const rows = blocks.flatMap((block) => names.map(([name]) => bytesOf(block.get(name) ?? new Float32Array())));
  await writeWhole(path, Buffer.concat([head, ...rows]));
}

/**
 * Reads a checkpoint; undefined when there is none. Throws a ModelError when it is broken or belongs to another training.
 */
export async function readCheckpoint(path: string, fingerprint: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new ModelError(`${path} can't be read`, { cause });
  }
  const advice = 'delete it, or train without resuming';
  const end = bytes.indexOf('\n');
  const head = readHead(bytes.toString('utf8', 0, Math.max(0, end)));
  if (head === undefined) throw new ModelError(`${path} is no checkpoint; ${advice}`);
  if (head.fingerprint !== fingerprint)
    throw new ModelError(`${path} is of another training (data, seed or settings); ${advice}`);
  let offset = end + 1;
  const total = head.names.reduce((sum, [, length]) => sum + length, 0);
  if (bytes.length !== offset + 4 * 4 * total) throw new ModelError(`${path} is cut short; ${advice}`);
  const block = (): Map<string, Float32Array> =>
    new Map(
      head.names.map(([name, length]) => {
        const values = floatsOf(bytes.subarray(offset, offset + 4 * length));
        offset += 4 * length;
        return [name, values];
      }),
    );
  const [weights, best, mean, square] = [block(), block(), block(), block()];
  return { fingerprint, history: head.history, weights, best, adam: { steps: head.adamSteps, mean, square } };
}

const checkpointHead = z.object({
  fingerprint: z.string(),
  history: z.array(
    z.object({ epoch: z.number(), trainLoss: z.number(), heldOutLoss: z.number(), seconds: z.number() }),
  ),
  adamSteps: z.number().int(),
  names: z.array(z.tuple([z.string(), z.number().int().nonnegative()])),
});

function readHead(line: string): z.infer<typeof checkpointHead> | undefined {
  try {
    return checkpointHead.parse(JSON.parse(line));
  } catch {
    // Whatever is wrong with the line, the file is none of ours.
    return undefined;
  }
}

/** Floats as little-endian bytes, whatever the machine. */
export function bytesOf(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat32(4 * index, value, true));
  return bytes;
}

/** Little-endian bytes as floats. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}
