import { z } from 'zod';
import { PART_ROLES } from '../score/index.ts';

export type { Lack } from '../score/index.ts';

const name = z.string();
const near = z.array(z.string());

/** What a song lacks of what was asked for, as it is kept with its facts: the score's `Lack`. */
export const lack = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-networks'), name, why: z.string() }),
  z.object({ kind: z.literal('no-part'), style: z.string(), role: z.enum(PART_ROLES), name }),
  z.object({ kind: z.literal('no-instrument'), name, near, instead: z.string(), why: z.string().exactOptional() }),
  z.object({ kind: z.literal('bad-instrument'), name, problem: z.string(), instead: z.string() }),
  z.object({ kind: z.literal('no-effect'), name, near }),
  z.object({ kind: z.literal('bad-effect'), name, problem: z.string() }),
  z.object({ kind: z.literal('no-level'), name }),
  z.object({ kind: z.literal('other-level'), name, db: z.number(), asked: z.number() }),
]);
