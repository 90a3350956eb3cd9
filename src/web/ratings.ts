import type { Handler } from 'hono';
import { z } from 'zod';
import { readJson } from './read-json.ts';
import type { TallyBoard } from './tally-board.ts';
import type { WebDesk, WebEnv } from './web-env.ts';

const rating = z.strictObject({
  thumb: z.union([z.literal(1), z.literal(-1)], 'must be 1 or -1'),
  playId: z.uuid('must be the id of a play').exactOptional(),
});

/** `POST /api/ratings` with `{ thumb: 1 | -1, playId? }`: rates the song of a play, or the one on air; answers with the votes. */
export function rate({ desk, tallies }: { readonly desk: WebDesk; readonly tallies: TallyBoard }): Handler<WebEnv> {
  return async (c) => {
    const { segment, tally } = await desk.rate({ ...(await readJson(c, rating)), listener: c.get('listener') });
    tallies.put(segment.id, tally);
    return c.json({ segmentId: segment.id, tally });
  };
}
