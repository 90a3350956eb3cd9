import type { Prisma } from '../client/client.ts';
import type { Entry } from '../entry.ts';
import { iso } from './iso.ts';

type Of<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>;

const ROOMS = `INSERT INTO guilds AS t (id, room_channel_id, room_at, updated_at)
  SELECT id, room_channel_id, at, at FROM jsonb_to_recordset($1::jsonb) AS g(id text, room_channel_id text, at timestamptz) ORDER BY id
  ON CONFLICT (id) DO UPDATE SET room_channel_id = excluded.room_channel_id, room_at = excluded.room_at,
    updated_at = greatest(t.updated_at, excluded.updated_at)
  WHERE coalesce(t.room_at, '-infinity') <= excluded.room_at`;

const SETTINGS = `INSERT INTO guilds AS t (id, settings, settings_at, updated_at)
  SELECT id, settings, at, at FROM jsonb_to_recordset($1::jsonb) AS g(id text, settings jsonb, at timestamptz) ORDER BY id
  ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, settings_at = excluded.settings_at,
    updated_at = greatest(t.updated_at, excluded.updated_at)
  WHERE coalesce(t.settings_at, '-infinity') <= excluded.settings_at`;

/** Stores where the radio is to be in each guild. */
export async function takeRooms(tx: Prisma.TransactionClient, rooms: readonly Of<'room'>[]): Promise<void> {
  const rows = lastOf(rooms).map(({ guildId, channelId, at }) => ({
    id: guildId,
    room_channel_id: channelId,
    at: iso(at),
  }));
  if (rows.length > 0) await tx.$executeRawUnsafe(ROOMS, JSON.stringify(rows));
}

/** Stores what guilds have set. */
export async function takeSettings(tx: Prisma.TransactionClient, changes: readonly Of<'settings'>[]): Promise<void> {
  const rows = lastOf(changes).map(({ guildId, settings, at }) => ({ id: guildId, settings, at: iso(at) }));
  if (rows.length > 0) await tx.$executeRawUnsafe(SETTINGS, JSON.stringify(rows));
}

/** The last change of each guild. */
function lastOf<Change extends { readonly guildId: string }>(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [change.guildId, change])).values()];
}
