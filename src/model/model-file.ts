import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { weightSpecs, type Architecture, type Weights } from './architecture.ts';
import { bytesOf, floatsOf, writeWhole } from './checkpoint.ts';
import type { Codec } from './codec.ts';
import { ModelError } from './model-error.ts';

/** Raised when the layout of model files changes. */
const FORMAT = 1;

const bits = z.number().nonnegative();
const trainingFacts = z.object({
  /** The sha256 of the lessons. */
  dataHash: z.string(),
  sources: z.array(z.object({ source: z.string(), licence: z.string(), songs: z.number().int() })),
  events: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }),
  seed: z.number().int(),
  /** The version of the trained network that it began with; absent when it began with random weights. */
  startedFrom: z.string().exactOptional(),
  schedule: z.record(z.string(), z.number()),
  history: z.array(z.object({ epoch: z.number().int(), trainLoss: bits, heldOutLoss: bits, seconds: z.number() })),
  bestEpoch: z.number().int(),
  /** Bits per event on the test songs, by head. */
  testLoss: z.record(z.string(), bits),
  /** Bits per event on the test songs, all heads together. */
  baselines: z.object({ uniform: bits, unigram: bits }),
  seconds: z.number(),
  backend: z.string(),
});

const modelJson = z.object({
  format: z.literal(FORMAT),
  name: z.string(),
  codecVersion: z.number().int(),
  vocabularies: z.record(z.string(), z.array(z.union([z.string(), z.number()]))),
  architecture: z.object({
    inputs: z.array(z.object({ name: z.string(), size: z.number().int(), width: z.number().int() })),
    layers: z.number().int(),
    hidden: z.number().int(),
    heads: z.array(z.object({ name: z.string(), size: z.number().int(), feeds: z.string() })),
  }),
  /** In the order in which they lie in `weights.bin`, as little-endian 32-bit floats, row by row. */
  weights: z.array(z.object({ name: z.string(), shape: z.tuple([z.number().int(), z.number().int()]) })),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  training: trainingFacts,
});

/** How a model came to be: what its card tells. */
export type TrainingFacts = z.infer<typeof trainingFacts>;

/** A trained network with all that is known of it. */
export interface Model {
  readonly name: string;
  readonly architecture: Architecture;
  readonly weights: Weights;
  /** The sha256 of `weights.bin`. */
  readonly sha256: string;
  readonly training: TrainingFacts;
}

/** The short name of a model's weights: the beginning of their sha256. */
export function modelVersion(model: Pick<Model, 'sha256'>): string {
  return model.sha256.slice(0, 12);
}

/** The content of `weights.bin`: all weights as little-endian 32-bit floats, in the order of the architecture's list. */
export function weightBytes(architecture: Architecture, weights: Weights): Buffer {
  return Buffer.concat(weightSpecs(architecture).map(({ name }) => bytesOf(weights.get(name) ?? new Float32Array())));
}

/** Writes `model.json` and `weights.bin` into a folder, the weights first. Returns the model with its sha256. */
export async function writeModel(folder: string, codec: Codec, model: Omit<Model, 'sha256'>): Promise<Model> {
  const specs = weightSpecs(model.architecture);
  const bytes = weightBytes(model.architecture, model.weights);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const json = {
    format: FORMAT,
    name: model.name,
    codecVersion: codec.version,
    vocabularies: codec.vocabularies,
    architecture: model.architecture,
    weights: specs,
    sha256,
    training: model.training,
  };
  await writeWhole(join(folder, 'weights.bin'), bytes);
  await writeWhole(join(folder, 'model.json'), `${JSON.stringify(json, undefined, 1)}\n`);
  return { ...model, sha256 };
}

/**
 * Reads a model from its folder. Throws a ModelError that says what to do when it is not there, damaged, of another format,
 * or speaks another vocabulary than `codec`.
 */
export async function readModel(folder: string, name: string, codec: Codec): Promise<Model> {
  const advice = `restore ${folder} or train it anew: raindial train ${name} --corpus DIR`;
  const read = async (file: string): Promise<Buffer> => {
    try {
      return await readFile(join(folder, file));
    } catch (cause) {
      throw new ModelError(`the model ${name} has no readable ${file}; ${advice}`, { cause });
    }
  };
  const text = (await read('model.json')).toString('utf8');
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`the model.json of ${name} is no JSON; ${advice}`, { cause });
  }
  const parsed = modelJson.safeParse(raw);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new ModelError(`the model.json of ${name} is not of format ${FORMAT} (at ${where}); ${advice}`, {
      cause: parsed.error,
    });
  }
  const json = parsed.data;
  const speaks = JSON.stringify([
    json.codecVersion,
    json.vocabularies,
    json.architecture.inputs,
    json.architecture.heads,
  ]);
  if (speaks !== JSON.stringify([codec.version, codec.vocabularies, codec.inputs, codec.heads])) {
    throw new ModelError(`the model ${name} speaks another vocabulary than this version of the radio; ${advice}`);
  }
  const specs = weightSpecs(json.architecture);
  if (JSON.stringify(json.weights) !== JSON.stringify(specs)) {
    throw new ModelError(`the weights that model.json of ${name} lists don't fit its architecture; ${advice}`);
  }
  const bytes = await read('weights.bin');
  if (createHash('sha256').update(bytes).digest('hex') !== json.sha256) {
    throw new ModelError(`the weights.bin of ${name} is not the one its model.json names (sha256); ${advice}`);
  }
  let offset = 0;
  const weights = new Map<string, Float32Array>();
  for (const { name: weight, shape } of specs) {
    const end = offset + 4 * shape[0] * shape[1];
    weights.set(weight, floatsOf(bytes.subarray(offset, end)));
    offset = end;
  }
  if (offset !== bytes.length) throw new ModelError(`the weights.bin of ${name} has the wrong size; ${advice}`);
  return { name: json.name, architecture: json.architecture, weights, sha256: json.sha256, training: json.training };
}
