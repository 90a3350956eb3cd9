import { z } from 'zod';
import { PART_ROLES } from '../score/index.ts';
import { lack } from './lacks.ts';
import { RadioError } from './radio-error.ts';
import type { SegmentFacts } from './segment.ts';
import { songTiming } from './song-timing.ts';

const instruments = z.partialRecord(z.enum(PART_ROLES), z.string());
const uint32 = z.int().min(0).max(0xffff_ffff);
const share = z.number().min(0).max(1);
const key = z.object({ tonic: z.int().min(0).max(11), mode: z.enum(['major', 'minor']) });

const segmentId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/);

/** As the folders of versions are called. */
const modelsVersion = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be the name of a version of the networks');

const recipe = z.object({
  style: z.string().min(1),
  seed: uint32,
  seconds: z.number().positive(),
  tempo: z.number().positive().exactOptional(),
  key: key.exactOptional(),
  mood: z.string().min(1).exactOptional(),
  energy: share.exactOptional(),
  classical: share.exactOptional(),
  models: modelsVersion.exactOptional(),
  instruments,
  effects: z.record(z.string(), z.number()),
});

const segmentFacts = z.object({
  id: segmentId,
  title: z.string().min(1),
  recipe,
  style: z.string().min(1),
  seed: uint32,
  key: z.string(),
  tempo: z.number().positive(),
  chords: z.array(z.string()),
  instruments,
  effects: z.record(z.string(), z.number()),
  models: z.record(z.string(), z.string()),
  seconds: z.number().positive(),
  lufs: z.number(),
  dbtp: z.number(),
  timing: songTiming.exactOptional(),
  metrics: z.record(z.string(), z.number()).exactOptional(),
  rejections: z.int().min(0).exactOptional(),
  warnings: z.array(z.string()),
  lacks: z.array(lack).exactOptional(),
  createdAt: z.iso.datetime(),
});

/** Whether a text may be a segment's id, and so a file's name: nothing but lower-case letters, digits and dashes. */
export function isSegmentId(text: string): boolean {
  return segmentId.safeParse(text).success;
}

/** Facts from what was read somewhere. Throws a RadioError that names the first field that is wrong. */
export function parseSegmentFacts(value: unknown): SegmentFacts {
  const result = segmentFacts.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new RadioError(`A segment's facts are wrong at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}`, {
    cause: result.error,
  });
}
