import type { Prisma } from '../client/client.ts';
import { deltasOf } from './ratings.ts';
import type { Vote } from './ratings.ts';
import type { Delta } from './totals.ts';

/** Deletes what is stored of a listener; their votes are taken out of the sums, which name nobody. */
export async function forgetListener(tx: Prisma.TransactionClient, listener: string): Promise<readonly Delta[]> {
  await tx.$executeRawUnsafe('DELETE FROM hearings WHERE listener = $1', listener);
  const votes = await tx.$queryRawUnsafe<Vote[]>(
    'DELETE FROM ratings WHERE listener = $1 RETURNING segment_id, guild_id, thumb, counted, updated_at',
    listener,
  );
  return votes.flatMap((vote) => deltasOf(vote, -1));
}
