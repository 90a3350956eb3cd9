import type { Hearing } from '../../radio/index.ts';
import type { Prisma } from '../client/client.ts';
import { iso } from './iso.ts';
import type { Delta } from './totals.ts';

/** Who goes within so many seconds did not give the song a chance. */
const EARLY_SECONDS = 30;

const INSERT = `INSERT INTO hearings AS h (play_id, segment_id, listener, guild_id, from_seconds, to_seconds, "end", ended_at)
  SELECT play_id, segment_id, listener, guild_id, from_seconds, to_seconds, "end", ended_at
  FROM jsonb_to_recordset($1::jsonb) AS g(play_id uuid, segment_id text, listener text, guild_id text, from_seconds float8,
    to_seconds float8, "end" text, ended_at timestamptz)
  ON CONFLICT DO NOTHING
  RETURNING h.segment_id, h.guild_id, h.ended_at, h.to_seconds - h.from_seconds AS seconds,
    h."end" IN ('left', 'skipped') AS went`;

// By the time, of which there is an index: nothing is heard of a segment before it is begun. As a value, so that the planner sees how few rows these are.
const KNOWN = `SELECT segment_id, guild_id, ended_at, to_seconds - from_seconds AS seconds, "end" IN ('left', 'skipped') AS went FROM hearings
  WHERE segment_id = ANY($1) AND ended_at >= $2::timestamptz`;

interface Returned {
  readonly segment_id: string;
  readonly guild_id: string | null;
  readonly ended_at: Date;
  readonly seconds: number;
  readonly went: boolean;
}

/** Stores what listeners heard; what is there already stays as it is. */
export async function takeHearings(
  tx: Prisma.TransactionClient,
  hearings: readonly Hearing[],
): Promise<readonly Delta[]> {
  if (hearings.length === 0) return [];
  const rows = hearings.map((hearing) => ({
    play_id: hearing.playId,
    segment_id: hearing.segmentId,
    listener: hearing.listener,
    guild_id: hearing.guildId,
    from_seconds: hearing.fromSeconds,
    to_seconds: hearing.toSeconds,
    end: hearing.end,
    ended_at: iso(hearing.at),
  }));
  const added = await tx.$queryRawUnsafe<Returned[]>(INSERT, JSON.stringify(rows));
  return added.map(deltaOf);
}

/** What is stored already of what was heard of segments, of which none was begun before a moment (milliseconds since the epoch). */
export async function knownHearings(
  tx: Prisma.TransactionClient,
  segmentIds: readonly string[],
  from: number,
): Promise<readonly Delta[]> {
  return (await tx.$queryRawUnsafe<Returned[]>(KNOWN, segmentIds, new Date(from))).map(deltaOf);
}

function deltaOf({ segment_id, guild_id, ended_at, seconds, went }: Returned): Delta {
  return {
    segmentId: segment_id,
    guildId: guild_id,
    at: ended_at,
    hearings: 1,
    heardSeconds: seconds,
    left: went ? 1 : 0,
    early: went && seconds < EARLY_SECONDS ? 1 : 0,
  };
}
