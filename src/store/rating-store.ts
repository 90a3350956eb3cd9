import type { RatingStore } from '../radio/index.ts';
import type { Database } from './database.ts';
import { StoreError } from './store-error.ts';

/** A listener who presses a thumb waits for the answer: Discord shows "thinking" for long, people don't. */
export const ANSWER_MILLISECONDS = 5_000;

/** Ratings that are acknowledged when they are in the database, and refused when that takes longer than people wait. */
export function createRatingStore(
  database: Pick<Database, 'run'>,
  options: { readonly now: () => number; readonly within?: number },
): RatingStore {
  const within = options.within ?? ANSWER_MILLISECONDS;
  let last = 0;
  return {
    async rate({ playId, segmentId, listener, thumb, guildId }) {
      // A rating given up for taking too long may still arrive after the listener's next one: the later verdict has the
      // later time, and the earlier one must not replace it. Hence times that never go back.
      last = Math.max(options.now(), last + 1);
      const at = new Date(last);
      try {
        await database.run(
          (prisma) => prisma.$executeRaw`
            INSERT INTO ratings (play_id, segment_id, listener, guild_id, thumb, created_at, updated_at)
            VALUES (${playId}::uuid, ${segmentId}, ${listener}, ${guildId ?? null}, ${thumb}::smallint, ${at}, ${at})
            ON CONFLICT (play_id, listener) DO UPDATE
            SET thumb = excluded.thumb, guild_id = excluded.guild_id, updated_at = excluded.updated_at
            WHERE ratings.updated_at <= excluded.updated_at`,
          { within },
        );
      } catch (cause) {
        throw new StoreError('Your rating could not be stored; please try again in a moment.', { cause });
      }
    },
    async tally(segmentId) {
      try {
        const groups = await database.run(
          (prisma) => prisma.rating.groupBy({ by: ['thumb'], where: { segmentId }, _count: true }),
          { within },
        );
        const count = (thumb: number): number => groups.find((group) => group.thumb === thumb)?._count ?? 0;
        return { up: count(1), down: count(-1) };
      } catch (cause) {
        throw new StoreError('The votes can not be read at the moment; please try again later.', { cause });
      }
    },
  };
}
