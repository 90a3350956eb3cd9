import type { Play, PlayOutcome } from '../../radio/index.ts';
import type { Prisma } from '../client/client.ts';
import { iso } from './iso.ts';
import type { Delta } from './totals.ts';

/** The end of a play. */
export interface PlayEnd {
  readonly playId: string;
  readonly outcome: PlayOutcome;
}

const GIVEN = `jsonb_to_recordset($1::jsonb) AS g(id uuid, segment_id text, started_at timestamptz, guild_id text, choice jsonb,
  seconds float8, listeners int, "end" text)`;

const RETURNED = 'p.segment_id, p.guild_id, p.started_at, p.seconds';

const INSERT = `INSERT INTO plays AS p (id, segment_id, started_at, guild_id, choice, seconds, listeners, "end")
  SELECT id, segment_id, started_at, guild_id, choice, seconds, listeners, "end" FROM ${GIVEN}
  ON CONFLICT (id) DO NOTHING RETURNING ${RETURNED}`;

const END = `UPDATE plays AS p SET seconds = g.seconds, listeners = g.listeners, "end" = g."end" FROM ${GIVEN}
  WHERE p.id = g.id AND p.seconds IS NULL RETURNING ${RETURNED}`;

const KNOWN = 'SELECT segment_id, guild_id, started_at, seconds FROM plays WHERE segment_id = ANY($1)';

interface Returned {
  readonly segment_id: string;
  readonly guild_id: string | null;
  readonly started_at: Date;
  readonly seconds: number | null;
}

/** Stores plays and their ends, those of earlier batches too; what is there already stays as it is. */
export async function takePlays(
  tx: Prisma.TransactionClient,
  plays: readonly Play[],
  ends: readonly PlayEnd[],
): Promise<readonly Delta[]> {
  const started = new Map(
    plays.map(({ id, segmentId, startedAt, guildId, choice }) => [
      id,
      { id, segment_id: segmentId, started_at: iso(startedAt), guild_id: guildId, choice },
    ]),
  );
  const ended = ends.map(({ playId, outcome: { seconds, listeners, end } }) => ({
    id: playId,
    seconds,
    listeners,
    end,
  }));
  const endOf = new Map(ended.map((end) => [end.id, end]));
  const deltas: Delta[] = [];
  if (started.size > 0) {
    const rows = [...started.values()].map((play) => ({ ...play, ...endOf.get(play.id) }));
    const added = await tx.$queryRawUnsafe<Returned[]>(INSERT, JSON.stringify(rows));
    deltas.push(...added.map((row) => ({ ...deltaOf(row), plays: 1 })));
  }
  const rest = ended.filter(({ id }) => !started.has(id));
  if (rest.length > 0) {
    const changed = await tx.$queryRawUnsafe<Returned[]>(END, JSON.stringify(rest));
    deltas.push(...changed.map(deltaOf));
  }
  return deltas;
}

/** The plays of segments that are stored already. */
export async function knownPlays(
  tx: Prisma.TransactionClient,
  segmentIds: readonly string[],
): Promise<readonly Delta[]> {
  const rows = await tx.$queryRawUnsafe<Returned[]>(KNOWN, segmentIds);
  return rows.map((row) => ({ ...deltaOf(row), plays: 1 }));
}

function deltaOf(row: Returned): Delta {
  return {
    segmentId: row.segment_id,
    guildId: row.guild_id,
    at: row.started_at,
    ...(row.seconds === null ? {} : { airedSeconds: row.seconds }),
  };
}
