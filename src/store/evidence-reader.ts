import { parseSegmentFacts } from '../radio/index.ts';
import type { ChoiceNote, Evidence, EvidenceReader, HeardPlay, HeardRating, Listening } from '../radio/index.ts';
import type { Prisma } from './client/client.ts';
import type { Database } from './database.ts';

/** Plays are read so many at a time: their listeners and votes may be many more. */
const PLAYS_AT_ONCE = 5_000;

/** What was logged, with facts of segments as they lie in the database. */
type Stored = Omit<Evidence, 'segments'> & { readonly segments: readonly StoredSegment[] };

interface StoredSegment {
  readonly id: string;
  readonly facts: unknown;
  readonly metrics: unknown;
}

/** How evidence is read. */
export interface EvidenceReading {
  /** Milliseconds. */
  readonly within: number;
  /**
   * Whether others may use the database between two queries. The embedded one is a single session, which a transaction has to itself: a long one
   * would make a running radio's own questions wait. A play's listeners and votes may then be a moment younger than the play. No when not given.
   */
  readonly givesWay?: boolean;
}

/**
 * Reads plays with all that belongs to them, in one view of the database unless it gives way to others. Plays are left out whose segment is
 * not known, or was made by a version whose facts can't be read any more.
 */
export function createEvidenceReader(
  database: Pick<Database, 'run'>,
  { within, givesWay = false }: EvidenceReading,
): EvidenceReader {
  return {
    async read({ from, to, limit }) {
      const readRows = (tx: Prisma.TransactionClient) => read(tx, new Date(from), new Date(to), limit);
      const inOneView = { isolationLevel: 'RepeatableRead', timeout: within, maxWait: within } as const;
      const stored = await database.run(
        (prisma) => (givesWay ? readRows(prisma) : prisma.$transaction(readRows, inOneView)),
        { within },
      );
      return readable(stored);
    },
  };
}

function readable(stored: Stored): Evidence {
  const segments = stored.segments.flatMap(({ facts, metrics }) => {
    try {
      return [{ facts: parseSegmentFacts(facts), metrics: (metrics ?? {}) as Readonly<Record<string, number>> }];
    } catch {
      return [];
    }
  });
  const ids = new Set(segments.map(({ facts }) => facts.id));
  const plays = stored.plays.filter(({ segmentId }) => ids.has(segmentId));
  if (plays.length === stored.plays.length) return { ...stored, segments };
  const known = new Set(plays.map(({ id }) => id));
  return {
    segments,
    plays,
    listenings: stored.listenings.filter(({ playId }) => known.has(playId)),
    ratings: stored.ratings.filter(({ playId }) => known.has(playId)),
  };
}

async function read(tx: Prisma.TransactionClient, from: Date, to: Date, limit: number): Promise<Stored> {
  const rows = await tx.play.findMany({
    where: { startedAt: { gte: from, lt: to } },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  const plays = rows.reverse().map((row): HeardPlay => ({
    id: row.id,
    segmentId: row.segmentId,
    startedAt: row.startedAt.getTime(),
    ...(row.seconds === null ? {} : { seconds: row.seconds }),
    ...(row.guildId === null ? {} : { guildId: row.guildId }),
    ...(row.choice === null ? {} : { choice: row.choice as unknown as ChoiceNote }),
  }));
  const listenings: Listening[] = [];
  const ratings: HeardRating[] = [];
  for (let index = 0; index < plays.length; index += PLAYS_AT_ONCE) {
    const where = { playId: { in: plays.slice(index, index + PLAYS_AT_ONCE).map(({ id }) => id) } };
    const heard = await tx.hearing.findMany({ where, orderBy: [{ playId: 'asc' }, { fromSeconds: 'asc' }] });
    for (const { playId, listener, guildId, fromSeconds, toSeconds, end } of heard) {
      const listening = { playId, listener, fromSeconds, toSeconds, end: end as Listening['end'] };
      listenings.push({ ...listening, ...(guildId === null ? {} : { guildId }) });
    }
    const voted = await tx.rating.findMany({ where: { ...where, counted: true }, orderBy: { updatedAt: 'asc' } });
    for (const { playId, listener, guildId, thumb, updatedAt } of voted) {
      const rating = { playId, listener, thumb: thumb === 1 ? 1 : -1, at: updatedAt.getTime() } as const;
      ratings.push({ ...rating, ...(guildId === null ? {} : { guildId }) });
    }
  }
  return { segments: await segmentsOf(tx, plays), plays, listenings, ratings };
}

async function segmentsOf(
  tx: Prisma.TransactionClient,
  plays: readonly HeardPlay[],
): Promise<readonly StoredSegment[]> {
  const ids = [...new Set(plays.map(({ segmentId }) => segmentId))];
  const segments: StoredSegment[] = [];
  for (let index = 0; index < ids.length; index += PLAYS_AT_ONCE) {
    const id = { in: ids.slice(index, index + PLAYS_AT_ONCE) };
    segments.push(...(await tx.segment.findMany({ where: { id }, select: { id: true, facts: true, metrics: true } })));
  }
  return segments;
}
