import type { SegmentFacts } from '../../radio/index.ts';
import type { Prisma, PrismaClient } from '../client/client.ts';
import type { Entry } from '../entry.ts';
import { takeRooms, takeSettings } from './guilds.ts';
import { knownHearings, takeHearings } from './hearings.ts';
import { forgetListener } from './listeners.ts';
import { knownPlays, takePlays } from './plays.ts';
import { knownRatings, takeRatings } from './ratings.ts';
import { takeSegments } from './segments.ts';
import { addToTotals, addToTraits } from './totals.ts';

/** Entries of one file of the journal, in order. */
export interface Intake {
  readonly fileId: string;
  readonly entries: readonly { readonly line: number; readonly entry: Entry }[];
  /** How many lines of the file are done with when these are. */
  readonly lines: number;
}

/** A transaction that took longer is given up, and tried again with less: the pool gives up a query after 30 s. */
const TRANSACTION_MILLISECONDS = 25_000;
const CONNECTION_MILLISECONDS = 10_000;

/** Locks the mark of a file, so that two radios with copies of one journal take it one after the other. */
const MARK = `INSERT INTO journal_marks AS m (file_id, lines, updated_at) VALUES ($1::uuid, 0, now())
  ON CONFLICT (file_id) DO UPDATE SET lines = m.lines RETURNING m.lines`;

/**
 * Stores entries, in one transaction with the note that this was done: what was stored before is passed over, so that entries may be
 * given as often as need be, and sums count each of them once.
 */
export async function takeEntries(prisma: PrismaClient, { fileId, entries, lines }: Intake): Promise<void> {
  await prisma.$transaction(
    async (tx) => {
      const [mark] = await tx.$queryRawUnsafe<{ lines: number }[]>(MARK, fileId);
      const before = mark?.lines ?? 0;
      const fresh = entries.filter(({ line }) => line >= before).map(({ entry }) => entry);
      for (const stretch of stretches(fresh)) await takeStretch(tx, stretch);
      const note = 'UPDATE journal_marks SET lines = greatest(lines, $2), updated_at = now() WHERE file_id = $1::uuid';
      await tx.$executeRawUnsafe(note, fileId, lines);
    },
    { timeout: TRANSACTION_MILLISECONDS, maxWait: CONNECTION_MILLISECONDS },
  );
}

/** Kinds are stored together, whatever their order; but what a listener wants deleted is what came before, and not what comes after. */
function stretches(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const found: Entry[][] = [[]];
  for (const entry of entries) {
    found.at(-1)?.push(entry);
    if (entry.kind === 'forget') found.push([]);
  }
  return found;
}

async function takeStretch(tx: Prisma.TransactionClient, entries: readonly Entry[]): Promise<void> {
  const of = <Kind extends Entry['kind']>(kind: Kind): readonly Extract<Entry, { readonly kind: Kind }>[] =>
    entries.filter((entry): entry is Extract<Entry, { readonly kind: Kind }> => entry.kind === kind);
  const segments = of('segment').map(({ facts }) => facts);
  await countLate(tx, segments, await takeSegments(tx, segments));
  const plays = of('play').map(({ play }) => play);
  const deltas = [
    ...(await takePlays(tx, plays, of('end'))),
    ...(await takeHearings(
      tx,
      of('heard').flatMap(({ hearings }) => hearings),
    )),
    ...(await takeRatings(tx, of('rating'))),
  ];
  await takeRooms(tx, of('room'));
  await takeSettings(tx, of('settings'));
  for (const { listener } of of('forget')) deltas.push(...(await forgetListener(tx, listener)));
  await addToTotals(tx, deltas);
}

const COUNTED = 'SELECT segment_id AS id, hearings > 0 AS "isHeard" FROM song_totals WHERE segment_id = ANY($1)';

/** A song may be heard, and be voted on, before it is made to its end and known: that is counted under its traits when it is. */
async function countLate(
  tx: Prisma.TransactionClient,
  segments: readonly SegmentFacts[],
  segmentIds: readonly string[],
): Promise<void> {
  if (segmentIds.length === 0) return;
  // Most are not heard before they are made.
  const counted = await tx.$queryRawUnsafe<{ id: string; isHeard: boolean }[]>(COUNTED, segmentIds);
  if (counted.length === 0) return;
  const ids = counted.map(({ id }) => id);
  const heard = counted.filter(({ isHeard }) => isHeard).map(({ id }) => id);
  const begun = segments.filter(({ id }) => heard.includes(id)).map(({ createdAt }) => Date.parse(createdAt));
  await addToTraits(tx, [
    ...(await knownPlays(tx, ids)),
    ...(heard.length === 0 ? [] : await knownHearings(tx, heard, Math.min(...begun))),
    ...(await knownRatings(tx, ids)),
  ]);
}
