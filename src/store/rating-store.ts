import type { Rating, RatingStore, Tally } from '../radio/index.ts';
import type { PrismaClient } from './client/client.ts';
import type { Database } from './database.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';
import type { RatingOverlay } from './rating-overlay.ts';
import { StoreError } from './store-error.ts';

/** A listener who looks at the votes waits for the answer: Discord shows "thinking" for long, people don't. */
const ANSWER_MILLISECONDS = 5_000;

const TALLY = `SELECT coalesce(t.up, 0)::int - coalesce(o.up, 0)::int AS up, coalesce(t.down, 0)::int - coalesce(o.down, 0)::int AS down
  FROM (SELECT sum((r.thumb = 1)::int) AS up, sum((r.thumb = -1)::int) AS down FROM ratings r
    JOIN jsonb_to_recordset($2::jsonb) AS k("playId" uuid, listener text) ON r.play_id = k."playId" AND r.listener = k.listener
    WHERE r.counted) o
  LEFT JOIN song_totals t ON t.segment_id = $1`;

/**
 * Ratings that are acknowledged when they are in the journal, and counted from then on. `tally` answers with what is known while the
 * database is away: the votes that were read from it last, and those that were given here.
 */
export function createRatingStore(options: {
  readonly journal: Pick<Journal, 'commit'>;
  readonly overlay: RatingOverlay;
  readonly database: Pick<Database, 'isSlow' | 'run' | 'state'>;
  /** Milliseconds since the epoch; later at each call. */
  readonly stamp: () => number;
}): RatingStore {
  const { journal, overlay, database, stamp } = options;

  /** The votes of the database with those that wait for it; undefined when it can't be asked now. */
  const read = async (segmentId: string): Promise<Tally | undefined> => {
    const { kind } = database.state;
    if (kind === 'away' || kind === 'refused' || database.isSlow) return undefined;
    const given = overlay.of(segmentId);
    const keys = JSON.stringify(given.keys.map(({ playId, listener }) => ({ playId, listener })));
    const ask = (prisma: PrismaClient) => prisma.$queryRawUnsafe<Tally[]>(TALLY, segmentId, keys);
    const rows = await database.run(ask, { within: ANSWER_MILLISECONDS }).catch(() => []);
    const [stored] = rows;
    if (stored === undefined) return undefined;
    overlay.remember(segmentId, stored, given);
    return { up: stored.up + given.pending.up, down: stored.down + given.pending.down };
  };

  return {
    async rate(rating) {
      check(rating);
      const entry: Extract<Entry, { kind: 'rating' }> = { kind: 'rating', rating, at: stamp() };
      const takeBack = overlay.put(entry);
      try {
        await journal.commit(entry);
      } catch (error) {
        takeBack();
        throw error;
      }
    },
    async tally(segmentId) {
      if (database.state.kind === 'closed') throw new StoreError('The store is closed.');
      return (await read(segmentId)) ?? overlay.known(segmentId);
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the database would refuse later is refused now, while there is someone to tell. */
function check({ playId, segmentId, listener, guildId = '', thumb, heardSeconds = 0 }: Rating): void {
  const texts = [segmentId, listener, guildId];
  const isFit =
    UUID.test(playId) &&
    (thumb === 1 || thumb === -1) &&
    Number.isFinite(heardSeconds) &&
    texts.every((text) => text.length <= 200 && !text.includes('\0') && text.isWellFormed());
  if (!isFit)
    throw new StoreError('Your rating could not be stored: it names no play. Please rate a song that is on air.');
}
