import type { LikedSong, ListenerRecord, ListenerRecords } from '../radio/index.ts';
import type { Database } from './database.ts';
import type { Journal } from './journal.ts';
import type { RatingOverlay } from './rating-overlay.ts';

const RECORD = `SELECT r.ratings, h.hearings, least(r.since, h.since) AS since FROM
  (SELECT count(*)::int AS ratings, min(created_at) AS since FROM ratings WHERE listener = $1) r,
  (SELECT count(*)::int AS hearings, min(ended_at) AS since FROM hearings WHERE listener = $1) h`;

// Of several plays of one song the last word holds.
const LIKED = `SELECT segment_id AS "segmentId", title, style, seed::float8 AS seed, at FROM
  (SELECT DISTINCT ON (r.segment_id) r.segment_id, r.thumb, s.title, s.style, s.seed, r.updated_at AS at
    FROM ratings r JOIN segments s ON s.id = r.segment_id WHERE r.listener = $1
    ORDER BY r.segment_id, r.updated_at DESC) last_words
  WHERE thumb = 1 ORDER BY at DESC, segment_id LIMIT $2`;

/**
 * What is kept about listeners. Deleting takes effect in the journal at once, and in the database in the order of what happened: what was
 * written of the listener before is deleted with it, and what is written later is new.
 */
export function createListenerRecords(options: {
  readonly journal: Pick<Journal, 'commit' | 'replace'>;
  readonly overlay: RatingOverlay;
  readonly database: Pick<Database, 'run'>;
  readonly within: number;
  /** Milliseconds since the epoch; later at each call. */
  readonly stamp: () => number;
}): ListenerRecords {
  const { journal, overlay, database, within, stamp } = options;
  return {
    async record(listener): Promise<ListenerRecord> {
      const [row] = await database.run(
        (prisma) =>
          prisma.$queryRawUnsafe<{ ratings: number; hearings: number; since: Date | null }[]>(RECORD, listener),
        { within },
      );
      const { ratings = 0, hearings = 0, since = null } = row ?? {};
      return { ratings, hearings, ...(since === null ? {} : { since: since.getTime() }) };
    },
    async liked(listener, limit) {
      const rows = await database.run(
        (prisma) => prisma.$queryRawUnsafe<(Omit<LikedSong, 'at'> & { at: Date })[]>(LIKED, listener, limit),
        { within },
      );
      return rows.map((row) => ({ ...row, at: row.at.getTime() }));
    },
    async forget(listener) {
      await journal.commit({ kind: 'forget', listener, at: stamp() });
      overlay.forget(listener);
      await journal.replace((value) => without(value, listener));
    },
  };
}

/** A value of the journal without what it says of a listener; the same value when it says nothing. */
function without(value: unknown, listener: string): unknown {
  const text = JSON.stringify(value);
  if (!text.includes(listener)) return value;
  const entry = value as { readonly kind?: unknown; readonly hearings?: readonly { readonly listener: string }[] };
  if (entry.kind === 'rating') return { kind: 'heard', hearings: [] };
  if (entry.kind !== 'heard') return value;
  return { ...entry, hearings: entry.hearings?.filter((hearing) => hearing.listener !== listener) };
}
