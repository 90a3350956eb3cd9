import type { Client } from 'pg';

/** How large the radio is whose history is made up. */
export const GUILDS = 200;
export const STYLES = ['lofi-hiphop', 'lofi-jazz', 'house', 'trance', 'future-bass', 'drum-and-bass'] as const;
const SEGMENTS = 50_000;
const DAYS = 365;

/** What all its songs have in common. */
const FACTS = {
  title: 'Song',
  recipe: { style: 'house', seed: 1, seconds: 90, instruments: {}, effects: {} },
  ...{
    style: 'house',
    seed: 1,
    key: 'C major',
    tempo: 120,
    chords: ['C', 'F', 'G'],
    seconds: 90,
    lufs: -14,
    dbtp: -1.5,
  },
  ...{ warnings: [], createdAt: '2026-11-22T00:00:00.000Z' },
};

/** Names of the first so many segments. */
export function segmentIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `bench-${index}`);
}

/**
 * Fills a migrated, empty database with a year of a radio: its plays are rows; songs, traits and their sums are as many as such a radio has,
 * and the sums by style are those of the plays.
 */
export async function fill(client: Client, plays: number): Promise<void> {
  const styles = `(ARRAY['${STYLES.join("','")}'])`;
  const facts = `$1::jsonb || jsonb_build_object('id', 'bench-' || n, 'instruments', jsonb_build_object('melody', 'lead ' || n % 12, 'bass', 'bass ' || n % 6, 'chords',
    'keys ' || n % 8, 'drums', 'kit ' || n % 5), 'effects', '{"rain": -14, "vinyl": -20}'::jsonb, 'models', jsonb_build_object('chords',
    'v' || n % 3, 'notes', 'v' || n % 3, 'melody', 'v' || n % 3))`;
  await client.query(`SELECT setseed(0.5)`);
  await client.query(
    `INSERT INTO segments (id, title, style, seed, recipe, facts, key, tempo, seconds, lufs, dbtp, mood, created_at)
    SELECT 'bench-' || n, 'Song ' || n, ${styles}[n % ${STYLES.length} + 1], n, '{}', ${facts}, 'C ' || CASE n % 2 WHEN 0 THEN 'major' ELSE
      'minor' END, 60 + n % 120, 90, -14, -1.5, CASE n % 4 WHEN 0 THEN 'rainy' END, now() FROM generate_series(0, ${SEGMENTS - 1}) n`,
    [JSON.stringify(FACTS)],
  );
  await client.query(`INSERT INTO segment_traits SELECT id, 'style', style FROM segments
    UNION ALL SELECT id, 'tempo', (floor(tempo / 10) * 10)::int::text FROM segments
    UNION ALL SELECT id, 'mode', split_part(key, ' ', 2) FROM segments
    UNION ALL SELECT id, 'mood', mood FROM segments WHERE mood IS NOT NULL
    UNION ALL SELECT id, 'instrument', e.value FROM segments, jsonb_each_text(facts->'instruments') e
    UNION ALL SELECT id, 'effect', e.key FROM segments, jsonb_each(facts->'effects') e
    UNION ALL SELECT id, 'model', e.key || ' ' || e.value FROM segments, jsonb_each_text(facts->'models') e`);
  await client.query(`INSERT INTO plays (id, segment_id, started_at, guild_id, seconds, listeners, "end")
    SELECT gen_random_uuid(), 'bench-' || floor(random() * ${SEGMENTS})::int, now() - interval '1 second' * (${DAYS * 86_400} * (${plays} - n)::float8 / ${plays}),
      'guild-' || n % ${GUILDS}, 90, 2, 'ended' FROM generate_series(1, ${plays}) n`);
  await client.query(`INSERT INTO song_totals (segment_id, plays, aired_seconds, heard_seconds, hearings, "left", early, up, down)
    SELECT segment_id, count(*), sum(seconds), sum(seconds) * 2, count(*) * 2, count(*) / 5, count(*) / 20, floor(random() * 30),
      floor(random() * 10) FROM plays GROUP BY 1`);
  const sums = `sum(plays), sum(plays) * 90, sum(plays) * 180, sum(plays) * 2, sum(plays) / 5, sum(plays) / 20, sum(plays) / 50,
    sum(plays) / 150`;
  await client.query(`CREATE TEMP TABLE by_style AS SELECT guild_id, style, (started_at AT TIME ZONE 'UTC')::date AS day, count(*) AS plays
    FROM plays JOIN segments ON segments.id = segment_id GROUP BY 1, 2, 3`);
  await client.query(
    `INSERT INTO trait_totals SELECT guild_id, 'style', style, day, ${sums} FROM by_style GROUP BY 1, 3, 4`,
  );
  // By the other traits: as many rows as there are days and values, with a share of the plays that goes by their songs.
  await client.query(`INSERT INTO trait_totals SELECT '', t.trait, t.value, d.day, ${sums} FROM
    (SELECT trait, value, count(*) / ${SEGMENTS}.0 AS share FROM segment_traits GROUP BY 1, 2) t,
    LATERAL (SELECT day, round(sum(plays) * t.share) AS plays FROM by_style WHERE t.trait <> 'style' OR style = t.value
      GROUP BY 1) d GROUP BY 2, 3, 4`);
  await client.query('VACUUM ANALYZE');
}
