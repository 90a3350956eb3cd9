import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { Weights } from './architecture.ts';
import { bytesOf, floatsOf, writeWhole } from './checkpoint.ts';
import { FEATURE_NAMES } from './classifier-features.ts';
import { CLASSIFIER_WEIGHTS } from './classifier-network.ts';
import { GENRES } from './classifier-songs.ts';
import { WINDOW } from './classifier-windows.ts';
import { ModelError } from './model-error.ts';

/** Raised when the layout of the file or what a feature means changes. */
const FORMAT = 1;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const confusion = z
  .array(z.tuple([count, count]).readonly())
  .length(GENRES.length)
  .readonly();
const source = z.object({
  source: z.string(),
  genre: z.enum(GENRES),
  songs: count,
  rightSongs: count,
  windows: count,
  rightWindows: count,
});
const measures = z.object({
  songs: confusion,
  windows: confusion,
  balancedSongs: share.optional(),
  balancedWindows: share.optional(),
  calibrationError: share,
  sources: z.array(source).readonly(),
});

const classifierFacts = z.object({
  /** Names the songs and what each was used for. */
  dataHash: z.string(),
  sources: z
    .array(z.object({ genre: z.enum(GENRES), source: z.string(), licence: z.string(), use: z.string(), songs: count }))
    .readonly(),
  songs: z.object({ train: count, validation: count, test: count, measure: count }),
  seed: z.number().int(),
  schedule: z.record(z.string(), z.number()),
  /** Bits per window, the genres weighing alike. */
  history: z
    .array(z.object({ epoch: count, trainLoss: z.number(), heldOutLoss: z.number(), seconds: z.number() }))
    .readonly(),
  bestEpoch: count,
  /** All songs, each judged once by a network that had not learnt from it: the three below together. */
  heldOut: measures,
  /** Train and validation songs, each judged by a network that was trained without its fold. They made the calibration too. */
  crossValidation: measures.optional(),
  /** Songs that nothing was learnt from and nothing decided by. */
  test: measures.optional(),
  /** Songs whose licence does not let them train. */
  measured: measures.optional(),
  /** Each source judged by a network that was trained without it. */
  withoutSource: z.array(source).readonly(),
  /** The best single feature, and how a single feature did under the same cross-validation. */
  singleFeature: z.object({ feature: z.string(), songs: confusion, balancedSongs: share.optional() }),
  seconds: z.number(),
  backend: z.string(),
});

const modelJson = z.object({
  format: z.literal(FORMAT),
  name: z.literal('classifier'),
  genres: z.array(z.string()),
  window: z.number().int(),
  features: z.array(z.string()),
  /** In the order in which they lie in `weights.bin`, as little-endian 32-bit floats, row by row. */
  weights: z.array(z.object({ name: z.string(), shape: z.tuple([z.number().int(), z.number().int()]) })),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  training: classifierFacts,
});

/** How a classifier came to be and how good it is: what its card tells. */
export type ClassifierFacts = z.infer<typeof classifierFacts>;

/** A trained classifier with all that is known of it. */
export interface ClassifierModel {
  readonly name: 'classifier';
  readonly weights: Weights;
  /** The sha256 of `weights.bin`. */
  readonly sha256: string;
  readonly training: ClassifierFacts;
}

/** Writes `model.json` and `weights.bin` into a folder, the weights first. */
export async function writeClassifier(
  folder: string,
  model: Pick<ClassifierModel, 'weights' | 'training'>,
): Promise<ClassifierModel> {
  const bytes = Buffer.concat(
    CLASSIFIER_WEIGHTS.map(({ name }) => bytesOf(model.weights.get(name) ?? new Float32Array())),
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const json = { format: FORMAT, name: 'classifier', ...shapeOfNow(), sha256, training: model.training };
  await writeWhole(join(folder, 'weights.bin'), bytes);
  await writeWhole(join(folder, 'model.json'), `${JSON.stringify(json, undefined, 1)}\n`);
  return { ...model, name: 'classifier', sha256 };
}

/**
 * Reads a classifier from its folder. Throws a ModelError that says what to do when it is not there, damaged, or made for other
 * features than this version of the radio counts.
 */
export async function readClassifier(folder: string): Promise<ClassifierModel> {
  const advice = `restore ${folder} or train it anew: raindial train classifier --corpus DIR`;
  const read = async (file: string): Promise<Buffer> => {
    try {
      return await readFile(join(folder, file));
    } catch (cause) {
      throw new ModelError(`the classifier has no readable ${file}; ${advice}`, { cause });
    }
  };
  const text = (await read('model.json')).toString('utf8');
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`the model.json of the classifier is no JSON; ${advice}`, { cause });
  }
  const parsed = modelJson.safeParse(raw);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new ModelError(`the model.json of the classifier is not of format ${FORMAT} (at ${where}); ${advice}`, {
      cause: parsed.error,
    });
  }
  const { genres, window, features, weights: specs, sha256, training } = parsed.data;
  if (JSON.stringify({ genres, window, features, weights: specs }) !== JSON.stringify(shapeOfNow())) {
    throw new ModelError(`the classifier counts other features than this version of the radio; ${advice}`);
  }
  const bytes = await read('weights.bin');
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new ModelError(`the weights.bin of the classifier is not the one its model.json names (sha256); ${advice}`);
  }
  let offset = 0;
  const weights = new Map<string, Float32Array>();
  for (const { name, shape } of CLASSIFIER_WEIGHTS) {
    const end = offset + 4 * shape[0] * shape[1];
    weights.set(name, floatsOf(bytes.subarray(offset, end)));
    offset = end;
  }
  if (offset !== bytes.length) throw new ModelError(`the weights.bin of the classifier has the wrong size; ${advice}`);
  return { name: 'classifier', weights, sha256, training };
}

/** What must be equal for a classifier to be understood. */
function shapeOfNow(): Pick<z.infer<typeof modelJson>, 'genres' | 'window' | 'features' | 'weights'> {
  const weights = CLASSIFIER_WEIGHTS.map(({ name, shape }) => ({
    name,
    shape: [shape[0], shape[1]] as [number, number],
  }));
  return { genres: [...GENRES], window: WINDOW, features: [...FEATURE_NAMES], weights };
}
