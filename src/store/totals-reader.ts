import type { SongTotals, TotalsReader, TraitTotals } from '../radio/index.ts';
import type { Database } from './database.ts';

const SUMS = `sum(plays)::float8 AS plays, sum(aired_seconds) AS "airedSeconds", sum(heard_seconds) AS "heardSeconds",
  sum(hearings)::float8 AS hearings, sum("left")::float8 AS "left", sum(early)::float8 AS early, sum(up)::float8 AS up,
  sum(down)::float8 AS down`;

/** The sums of a guild, or of all; docs/decisions/0005 has its plan at ten million plays. */
export const TRAIT_TOTALS = traitTotals('');

/** The same by one trait: those of `/stats`. */
export const TOTALS_BY_TRAIT = traitTotals('AND trait = $3');

function traitTotals(which: string): string {
  return `SELECT trait, value, ${SUMS} FROM trait_totals WHERE guild_id = $1 AND day >= $2::date ${which}
  GROUP BY trait, value ORDER BY trait, value`;
}

/** Wilson's interval for a share of `up` of `up + down` votes, at 95 %: its lower end, and its upper end. */
const Z = 1.959964;
const VOTES = '(up + down)::float8';
const CENTRE = `((up + ${Z ** 2 / 2}::float8) / (${VOTES} + ${Z ** 2}::float8))`;
const HALF = `(${Z}::float8 * sqrt(up * down / ${VOTES} + ${Z ** 2 / 4}::float8) / (${VOTES} + ${Z ** 2}::float8))`;

/** The best or the worst songs by their votes. */
export function rankedSongs(order: 'best' | 'worst'): string {
  const by = order === 'best' ? `${CENTRE} - ${HALF} DESC` : `${CENTRE} + ${HALF}`;
  return `SELECT segment_id AS "segmentId", plays::float8 AS plays, aired_seconds AS "airedSeconds", heard_seconds AS "heardSeconds",
    hearings::float8 AS hearings, "left"::float8 AS "left", early::float8 AS early, up::float8 AS up, down::float8 AS down
    FROM song_totals WHERE up + down >= greatest($1, 1) ORDER BY ${by}, segment_id LIMIT $2`;
}

/** Reads the sums that the intake keeps. */
export function createTotalsReader(
  database: Pick<Database, 'run'>,
  options: { readonly within: number },
): TotalsReader {
  return {
    totals({ guildId = '', from = 0, trait } = {}) {
      const day = new Date(from).toISOString().slice(0, 10);
      const [sql, ...values] =
        trait === undefined ? [TRAIT_TOTALS, guildId, day] : [TOTALS_BY_TRAIT, guildId, day, trait];
      return database.run((prisma) => prisma.$queryRawUnsafe<TraitTotals[]>(sql, ...values), options);
    },
    songs: ({ order, votes, limit }) =>
      database.run((prisma) => prisma.$queryRawUnsafe<SongTotals[]>(rankedSongs(order), votes, limit), options),
  };
}
