import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import type { WebEnv } from './web-env.ts';

/** The JSON body of a request, checked. Throws an HTTPException that says what is wrong with it. */
export async function readJson<T>(c: Context<WebEnv>, schema: z.ZodType<T>): Promise<T> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) throw new HTTPException(415, { message: 'Send JSON (application/json)' });
  let body: unknown;
  try {
    body = await c.req.json();
  } catch (cause) {
    throw new HTTPException(400, { message: 'That is not JSON', cause });
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new HTTPException(400, { message: `${where === '' ? 'The body' : where}: ${issue?.message ?? 'is wrong'}` });
}
