import type { Client } from 'pg';
import type { StoredVote } from './vote-book.ts';

/** What the database holds at the end. */
export interface Stored {
  readonly votes: readonly StoredVote[];
  readonly plays: readonly string[];
  /** Plays whose end is not known: the radio was killed in them. */
  readonly unfinished: number;
  readonly hearings: number;
  /** By how a stretch ended: `left`, `skipped`, `ended`, `cut`. */
  readonly ends: Readonly<Record<string, number>>;
  /** Plays that ended and have no stretch that anybody heard. */
  readonly unheard: number;
  /** Stretches of one listener and play that overlap: something was written twice. */
  readonly overlaps: number;
  /** Sums by song and by style that are not those of the rows: something was counted twice, or not at all. */
  readonly wrongSums: number;
}

const VOTES = `SELECT play_id::text AS "playId", listener, thumb::int AS thumb FROM ratings`;

const OVERLAPS = `SELECT count(*)::int AS n FROM hearings a JOIN hearings b USING (play_id, listener)
  WHERE a.from_seconds < b.from_seconds AND a.to_seconds > b.from_seconds + 0.001`;

/** The rows behind the sums, in the same columns. */
const FACTS = `(SELECT segment_id, 1 AS plays, 0 AS hearings, 0 AS up, 0 AS down FROM plays
  UNION ALL SELECT segment_id, 0, 1, 0, 0 FROM hearings
  UNION ALL SELECT segment_id, 0, 0, (thumb = 1)::int, (thumb = -1)::int FROM ratings WHERE counted)`;

const SUMS = 'sum(plays)::int AS plays, sum(hearings)::int AS hearings, sum(up)::int AS up, sum(down)::int AS down';

const WRONG_SONGS = `SELECT count(*)::int AS n FROM (SELECT segment_id, ${SUMS} FROM ${FACTS} f GROUP BY 1) f
  FULL JOIN song_totals t USING (segment_id)
  WHERE (f.plays, f.hearings, f.up, f.down) IS DISTINCT FROM (t.plays::int, t.hearings::int, t.up::int, t.down::int)`;

const WRONG_STYLES = `SELECT count(*)::int AS n FROM (SELECT style, ${SUMS} FROM ${FACTS} f JOIN segments s ON s.id = segment_id GROUP BY 1) f
  FULL JOIN (SELECT value AS style, ${SUMS} FROM trait_totals WHERE guild_id = '' AND trait = 'style' GROUP BY 1) t USING (style)
  WHERE (f.plays, f.hearings, f.up, f.down) IS DISTINCT FROM (t.plays, t.hearings, t.up, t.down)`;

const UNHEARD = `SELECT count(*)::int AS n FROM plays p WHERE seconds IS NOT NULL
  AND NOT EXISTS (SELECT FROM hearings h WHERE h.play_id = p.id)`;

/** Votes as they are stored now. */
export async function storedVotes(client: Client): Promise<readonly StoredVote[]> {
  return (await client.query<StoredVote>(VOTES)).rows;
}

/** All that is compared. Sums are compared with their rows, so nothing may be deleted before. */
export async function readStored(client: Client): Promise<Stored> {
  const count = async (sql: string): Promise<number> => (await client.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
  const plays = await client.query<{ id: string; ended: boolean }>(
    'SELECT id::text, seconds IS NOT NULL AS ended FROM plays',
  );
  const ends = await client.query<{ end: string; n: number }>(
    'SELECT "end", count(*)::int AS n FROM hearings GROUP BY 1',
  );
  return {
    votes: await storedVotes(client),
    plays: plays.rows.map(({ id }) => id),
    unfinished: plays.rows.filter(({ ended }) => !ended).length,
    hearings: ends.rows.reduce((sum, { n }) => sum + n, 0),
    ends: Object.fromEntries(ends.rows.map(({ end, n }) => [end, n])),
    unheard: await count(UNHEARD),
    overlaps: await count(OVERLAPS),
    wrongSums: (await count(WRONG_SONGS)) + (await count(WRONG_STYLES)),
  };
}
