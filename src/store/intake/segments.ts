import type { SegmentFacts } from '../../radio/index.ts';
import type { Prisma } from '../client/client.ts';
import { iso } from './iso.ts';

const INSERT = `INSERT INTO segments (id, title, style, seed, recipe, facts, key, tempo, seconds, lufs, dbtp, mood, energy, models,
    metrics, rejections, created_at)
  SELECT id, title, style, seed, facts->'recipe', facts, key, tempo, seconds, lufs, dbtp, facts->'recipe'->>'mood',
    (facts->'recipe'->>'energy')::float8, facts->'models', facts->'metrics', (facts->>'rejections')::int, created_at
  FROM jsonb_to_recordset($1::jsonb) AS g(id text, title text, style text, seed bigint, facts jsonb, key text, tempo float8,
    seconds float8, lufs float8, dbtp float8, created_at timestamptz)
  ON CONFLICT (id) DO NOTHING RETURNING id`;

const TRAITS = `INSERT INTO segment_traits (segment_id, trait, value)
  SELECT s.id, t.trait, t.value FROM segments s CROSS JOIN LATERAL (
    SELECT 'style' AS trait, s.style AS value
    UNION SELECT 'tempo', (floor(s.tempo / 10) * 10)::int::text
    UNION SELECT 'mode', split_part(s.key, ' ', 2)
    UNION SELECT 'mood', s.mood WHERE s.mood IS NOT NULL
    UNION SELECT 'energy', round(s.energy::numeric, 1)::text WHERE s.energy IS NOT NULL
    UNION SELECT 'instrument', e.value FROM jsonb_each_text(coalesce(s.facts->'instruments', '{}')) e
    UNION SELECT 'effect', e.key FROM jsonb_each(coalesce(s.facts->'effects', '{}')) e
    UNION SELECT 'model', e.key || ' ' || e.value FROM jsonb_each_text(coalesce(s.models, '{}')) e
  ) t WHERE s.id = ANY($1) ON CONFLICT DO NOTHING`;

/**
 * Stores segments, and what they are counted under. One that is there already stays as it is. Resolves to the ids of those that were not.
 */
export async function takeSegments(
  tx: Prisma.TransactionClient,
  segments: readonly SegmentFacts[],
): Promise<readonly string[]> {
  if (segments.length === 0) return [];
  const rows = segments.map((facts) => {
    const { id, title, style, seed, key, tempo, seconds, lufs, dbtp } = facts;
    return { id, title, style, seed, facts, key, tempo, seconds, lufs, dbtp, created_at: iso(facts.createdAt) };
  });
  const added = await tx.$queryRawUnsafe<{ id: string }[]>(INSERT, JSON.stringify(rows));
  const ids = added.map(({ id }) => id);
  if (ids.length > 0) await tx.$executeRawUnsafe(TRAITS, ids);
  return ids;
}
