import { parseSegmentFacts } from '../radio/index.ts';
import type {
  ChoiceNote,
  Evidence,
  EvidenceReader,
  EvidenceStretch,
  HeardPlay,
  HeardRating,
  Listening,
} from '../radio/index.ts';
import type { Play as PlayRow, Prisma } from './client/client.ts';
import type { Database } from './database.ts';

/** Plays are read so many at a time: their listeners and votes may be many more. */
const PLAYS_AT_ONCE = 5_000;

/** Plays in a piece: with hundreds of listeners each they are read within some tens of milliseconds. */
const PIECE_PLAYS = 100;

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
  const inOneView = { isolationLevel: 'RepeatableRead', timeout: within, maxWait: within } as const;
  const read = (reading: (tx: Prisma.TransactionClient) => Promise<Stored>): Promise<Stored> =>
    database.run((prisma) => (givesWay ? reading(prisma) : prisma.$transaction(reading, inOneView)), { within });
  return {
    read: async (stretch) => readable(await read(async (tx) => belonging(tx, await latest(tx, stretch)))),
    async *pieces({ to, ...stretch }) {
      let from = await database.run((prisma) => beginning(prisma, { to, ...stretch }), { within });
      while (from !== undefined) {
        const at: number = from;
        const stored = await read(async (tx) => belonging(tx, await following(tx, at, to)));
        const last = stored.plays.at(-1);
        if (last === undefined) return;
        from = last.startedAt + 1;
        const piece = readable(stored);
        if (piece.plays.length > 0) yield piece;
      }
    },
  };
}

/** When the first of the plays of a stretch began; undefined when there is none. */
async function beginning(
  prisma: Pick<Prisma.TransactionClient, 'play'>,
  { from, to, limit }: EvidenceStretch,
): Promise<number | undefined> {
  const where = { startedAt: { gte: new Date(from), lt: new Date(to) } };
  const select = { startedAt: true } as const;
  const nth = { where, select, orderBy: { startedAt: 'desc' }, skip: limit - 1 } as const;
  const first =
    (await prisma.play.findFirst(nth)) ??
    (await prisma.play.findFirst({ where, select, orderBy: { startedAt: 'asc' } }));
  return first?.startedAt.getTime();
}

/** The latest plays of a stretch, in their order. */
async function latest(
  tx: Prisma.TransactionClient,
  { from, to, limit }: EvidenceStretch,
): Promise<readonly HeardPlay[]> {
  const rows = await tx.play.findMany({
    where: { startedAt: { gte: new Date(from), lt: new Date(to) } },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.reverse().map(heardPlay);
}

/** The first plays from a moment on, and those that began at the same time as the last of them. */
async function following(tx: Prisma.TransactionClient, from: number, to: number): Promise<readonly HeardPlay[]> {
  const orderBy = [{ startedAt: 'asc' }, { id: 'asc' }] as const;
  const where = { startedAt: { gte: new Date(from), lt: new Date(to) } };
  const rows = await tx.play.findMany({ where, orderBy: [...orderBy], take: PIECE_PLAYS });
  const last = rows.at(-1);
  const twins =
    last === undefined
      ? []
      : await tx.play.findMany({ where: { startedAt: last.startedAt, id: { gt: last.id } }, orderBy: [...orderBy] });
  return [...rows, ...twins].map(heardPlay);
}

function heardPlay(row: PlayRow): HeardPlay {
  return {
    id: row.id,
    segmentId: row.segmentId,
    startedAt: row.startedAt.getTime(),
    ...(row.seconds === null ? {} : { seconds: row.seconds }),
    ...(row.guildId === null ? {} : { guildId: row.guildId }),
    ...(row.choice === null ? {} : { choice: row.choice as unknown as ChoiceNote }),
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

/** Plays with all that belongs to them. */
async function belonging(tx: Prisma.TransactionClient, plays: readonly HeardPlay[]): Promise<Stored> {
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
