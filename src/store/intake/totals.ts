import type { Prisma } from '../client/client.ts';

/** A change of sums that something which happened brings about. */
export interface Delta {
  readonly segmentId: string;
  readonly guildId: string | null;
  /** The day (UTC) it is counted under: any moment of it. */
  readonly at: Date;
  readonly plays?: number;
  readonly airedSeconds?: number;
  readonly heardSeconds?: number;
  readonly hearings?: number;
  readonly left?: number;
  readonly early?: number;
  readonly up?: number;
  readonly down?: number;
}

const SUMS = ['plays', 'airedSeconds', 'heardSeconds', 'hearings', 'left', 'early', 'up', 'down'] as const;

const COLUMNS = ['plays', 'aired_seconds', 'heard_seconds', 'hearings', '"left"', 'early', 'up', 'down'];

/** A sum's columns, with something done to each: `each((c) => `sum(${c})`)`. */
const each = (write: (column: string) => string): string => COLUMNS.map(write).join(', ');

const GIVEN = `jsonb_to_recordset($1::jsonb) AS d(segment_id text, guild_id text, day date,
  ${COLUMNS.map((column, index) => `${column} ${index === 1 || index === 2 ? 'float8' : 'int'}`).join(', ')})`;

// Both in the order of their keys: two radios on one database wait for each other then, instead of each for the other's row for ever.
const SONGS = `INSERT INTO song_totals AS t (segment_id, ${each(String)})
  SELECT segment_id, ${each((column) => `sum(${column})`)} FROM ${GIVEN} WHERE guild_id = '' GROUP BY 1 ORDER BY 1
  ON CONFLICT (segment_id) DO UPDATE SET ${each((column) => `${column} = t.${column} + excluded.${column}`)}`;

const TRAITS = `INSERT INTO trait_totals AS t (guild_id, trait, value, day, ${each(String)})
  SELECT guild_id, trait, value, day, ${each((column) => `sum(${column})`)} FROM ${GIVEN}
  JOIN segment_traits USING (segment_id) WHERE guild_id = '' OR trait = 'style' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (guild_id, trait, value, day) DO UPDATE SET ${each((column) => `${column} = t.${column} + excluded.${column}`)}`;

/** Adds changes to the sums by song and by trait: for every guild together, and by style for the guild of each. */
export async function addToTotals(tx: Prisma.TransactionClient, deltas: readonly Delta[]): Promise<void> {
  if (deltas.length === 0) return;
  const given = JSON.stringify(grouped(deltas));
  await tx.$executeRawUnsafe(SONGS, given);
  await tx.$executeRawUnsafe(TRAITS, given);
}

/** The same for the sums by trait alone: what a song was counted under was not known when it was counted. */
export async function addToTraits(tx: Prisma.TransactionClient, deltas: readonly Delta[]): Promise<void> {
  if (deltas.length > 0) await tx.$executeRawUnsafe(TRAITS, JSON.stringify(grouped(deltas)));
}

/** One row for each segment, guild ('' for all together) and day. */
function grouped(deltas: readonly Delta[]): readonly Readonly<Record<string, unknown>>[] {
  const groups = new Map<string, { readonly key: object; readonly sums: number[] }>();
  for (const delta of deltas) {
    const day = delta.at.toISOString().slice(0, 10);
    for (const guild of delta.guildId === null ? [''] : ['', delta.guildId]) {
      const name = `${day} ${guild} ${delta.segmentId}`;
      const group = groups.get(name) ?? {
        key: { segment_id: delta.segmentId, guild_id: guild, day },
        sums: SUMS.map(() => 0),
      };
      SUMS.forEach((sum, index) => (group.sums[index] = (group.sums[index] ?? 0) + (delta[sum] ?? 0)));
      groups.set(name, group);
    }
  }
  return [...groups.values()].map(({ key, sums }) => ({
    ...key,
    ...Object.fromEntries(COLUMNS.map((column, index) => [column.replaceAll('"', ''), sums[index]])),
  }));
}
