import type { Rating } from '../../radio/index.ts';
import type { Prisma } from '../client/client.ts';
import { counts } from '../entry.ts';
import { iso } from './iso.ts';
import type { Delta } from './totals.ts';

/** A rating, and when it was given: milliseconds since the epoch. */
export interface GivenRating {
  readonly rating: Rating;
  readonly at: number;
}

const GIVEN = `jsonb_to_recordset($1::jsonb) AS g(play_id uuid, segment_id text, listener text, guild_id text, thumb smallint,
  heard_seconds float8, counted boolean, at timestamptz)`;

const EARLIER = `SELECT r.segment_id, r.guild_id, r.thumb, r.counted, r.updated_at, r.play_id, r.listener FROM ratings r
  JOIN ${GIVEN} USING (play_id, listener) ORDER BY r.play_id, r.listener FOR UPDATE OF r`;

const UPSERT = `INSERT INTO ratings AS r (play_id, segment_id, listener, guild_id, thumb, heard_seconds, counted, created_at, updated_at)
  SELECT play_id, segment_id, listener, guild_id, thumb, heard_seconds, counted, at, at FROM ${GIVEN} ORDER BY 1, 3
  ON CONFLICT (play_id, listener) DO UPDATE SET thumb = excluded.thumb, guild_id = excluded.guild_id,
    heard_seconds = excluded.heard_seconds, counted = excluded.counted, updated_at = excluded.updated_at
  WHERE r.updated_at <= excluded.updated_at
  RETURNING r.segment_id, r.guild_id, r.thumb, r.counted, r.updated_at, r.play_id, r.listener`;

const KNOWN = 'SELECT segment_id, guild_id, thumb, counted, updated_at FROM ratings WHERE segment_id = ANY($1)';

/** A row of ratings, as far as sums need it. */
export interface Vote {
  readonly segment_id: string;
  readonly guild_id: string | null;
  readonly thumb: number;
  readonly counted: boolean;
  readonly updated_at: Date;
}

interface KeyedVote extends Vote {
  readonly play_id: string;
  readonly listener: string;
}

/** Stores ratings: one for each listener and play, the latest. */
export async function takeRatings(
  tx: Prisma.TransactionClient,
  ratings: readonly GivenRating[],
): Promise<readonly Delta[]> {
  if (ratings.length === 0) return [];
  const last = new Map<string, object>();
  for (const { rating, at } of ratings) {
    const { playId, segmentId, listener, guildId, thumb, heardSeconds } = rating;
    last.set(`${playId} ${listener}`, {
      ...{ play_id: playId, segment_id: segmentId, listener, guild_id: guildId, thumb },
      ...{ heard_seconds: heardSeconds, counted: counts(rating), at: iso(at) },
    });
  }
  const rows = JSON.stringify([...last.values()]);
  const earlier = await tx.$queryRawUnsafe<KeyedVote[]>(EARLIER, rows);
  const stored = await tx.$queryRawUnsafe<KeyedVote[]>(UPSERT, rows);
  const replaced = new Set(stored.map(keyOf));
  return [
    ...earlier.filter((vote) => replaced.has(keyOf(vote))).flatMap((vote) => deltasOf(vote, -1)),
    ...stored.flatMap((vote) => deltasOf(vote, 1)),
  ];
}

/** The votes on segments that are stored already. */
export async function knownRatings(
  tx: Prisma.TransactionClient,
  segmentIds: readonly string[],
): Promise<readonly Delta[]> {
  const votes = await tx.$queryRawUnsafe<Vote[]>(KNOWN, segmentIds);
  return votes.flatMap((vote) => deltasOf(vote, 1));
}

/** What a vote adds to the sums, or takes from them. */
export function deltasOf(vote: Vote, sign: 1 | -1): readonly Delta[] {
  if (!vote.counted) return [];
  const place = { segmentId: vote.segment_id, guildId: vote.guild_id, at: vote.updated_at };
  return [vote.thumb === 1 ? { ...place, up: sign } : { ...place, down: sign }];
}

function keyOf({ play_id, listener }: KeyedVote): string {
  return `${play_id} ${listener}`;
}
