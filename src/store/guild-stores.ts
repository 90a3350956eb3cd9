import { parseGuildSettings } from '../radio/index.ts';
import type { GuildSettings, Room, RoomStore, SettingsStore } from '../radio/index.ts';
import type { PrismaClient } from './client/client.ts';
import type { Database } from './database.ts';
import type { Entry } from './entry.ts';
import type { GuildMemory, GuildRecord } from './guild-memory.ts';
import type { Journal } from './journal.ts';
import { StoreError } from './store-error.ts';

/** Where a copy says what was known, the database is waited for no longer than this. */
const PATIENCE_MILLISECONDS = 10_000;

/**
 * The rooms to rejoin, and what guilds have set. Changes are in the journal when they resolve; where its disk is full they hold all the same,
 * and are written when there is room. `rooms` and `load` wait for the database, until it is known to be away (and for 10 s) when there is a copy of what it held, else for as
 * long as it is away: a radio that can't know its rooms now wants to rejoin them when it can. They reject with a StoreError when that will
 * not happen in this process.
 */
export function createGuildStores(options: {
  readonly journal: Pick<Journal, 'commit' | 'write'>;
  readonly memory: GuildMemory;
  readonly database: Pick<Database, 'run' | 'state' | 'changed'>;
  /** Milliseconds since the epoch; later at each call. */
  readonly stamp: () => number;
}): { readonly rooms: RoomStore; readonly settings: SettingsStore } {
  const { journal, memory, database, stamp } = options;
  let learning: Promise<void> | undefined;
  let isLearnt = false;

  const learn = async (): Promise<void> => {
    if (database.state.kind === 'closed') throw new StoreError('The store is closed.');
    if (isLearnt) return;
    const read = async (): Promise<void> => {
      memory.learn(await database.run(readGuilds));
      isLearnt = true;
    };
    learning ??= read().catch((error: unknown) => {
      learning = undefined;
      throw error;
    });
    if (!memory.isKnown) return learning;
    await Promise.race([withinPatience(learning), gone(database)]).catch(() => undefined);
  };
  const change = async (entry: Entry): Promise<void> => {
    memory.change(entry);
    // It was refused for a full disk: there is nobody to tell, so it waits in memory with the plays.
    await journal.commit(entry).catch(() => journal.write(entry));
  };

  return {
    rooms: {
      async rooms(): Promise<readonly Room[]> {
        await learn();
        return memory.rooms();
      },
      remember: ({ guildId, channelId }) => change({ kind: 'room', guildId, channelId, at: stamp() }),
      forget: (guildId) => change({ kind: 'room', guildId, channelId: null, at: stamp() }),
    },
    settings: {
      async load(guildId): Promise<GuildSettings | undefined> {
        if (memory.changedSettings(guildId) === undefined) await learn();
        const settings = memory.settings(guildId);
        return settings === undefined || settings === null ? undefined : parseGuildSettings(settings);
      },
      save: (guildId, settings) => change({ kind: 'settings', guildId, settings, at: stamp() }),
    },
  };
}

const readGuilds = async (prisma: PrismaClient): Promise<ReadonlyMap<string, GuildRecord>> => {
  const guilds = await prisma.guild.findMany({ orderBy: { createdAt: 'asc' } });
  return new Map(guilds.map(({ id, roomChannelId, settings }) => [id, { channelId: roomChannelId, settings }]));
};

async function withinPatience(promise: Promise<void>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, PATIENCE_MILLISECONDS);
  await Promise.race([promise, over]).finally(() => clearTimeout(timer));
}

/** Resolves when the database is known not to be there. */
async function gone(database: Pick<Database, 'state' | 'changed'>): Promise<void> {
  while (database.state.kind === 'connecting' || database.state.kind === 'ready') await database.changed;
}
