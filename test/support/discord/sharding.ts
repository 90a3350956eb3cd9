import { z } from 'zod';

/** Which of how many connections one is, as IDENTIFY says it: `[id, count]`. */
export type Shard = readonly [id: number, count: number];

const about = z.looseObject({ guild_id: z.string().optional(), id: z.string().optional() });

/** The shard that is told of a guild, by the formula of Discord's documentation. */
export function shardOf(guildId: string, count: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(count));
}

/** Whether a shard is told of an event; what is about no guild goes to the first. */
export function concerns([id, count]: Shard, type: string, data: unknown): boolean {
  const { guild_id: named, id: own } = about.parse(data);
  const guildId = named ?? (type === 'GUILD_CREATE' || type === 'GUILD_DELETE' ? own : undefined);
  return (guildId === undefined ? 0 : shardOf(guildId, count)) === id;
}

/** What Discord says to a connection that identifies: welcome, a close code, or that it came too soon. */
export type Welcome =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'too-soon' };

/** How a bot's connections are spread over shards, and how fast they may log in. */
export class ShardRules {
  /** How many shards `GET /gateway/bot` recommends. */
  recommended = 1;
  /** How many may identify within {@link ShardRules.identifyEvery}: one for each remainder of their ids by this number. */
  maxConcurrency = 1;
  /** Milliseconds between two of them: Discord's 5,000, or 0 for no limit, as most tests are about something else. */
  identifyEvery = 0;
  /** A shard with more guilds is closed with 4011: sharding is required. */
  mostGuilds = 2500;
  /** How many sessions may still be opened today. */
  startsLeft = 1000;
  /** By remainder: when the last one identified. */
  readonly #identifiedAt = new Map<number, number>();

  /** The body of `GET /gateway/bot`. */
  info(url: string): object {
    return {
      url,
      shards: this.recommended,
      session_start_limit: {
        total: 1000,
        remaining: this.startsLeft,
        reset_after: 0,
        max_concurrency: this.maxConcurrency,
      },
    };
  }

  /** Judges a connection that identifies now (milliseconds), and counts it when it is welcome. */
  judge([id, count]: Shard, guildIds: readonly string[], now: number): Welcome {
    if (!Number.isInteger(id) || !Number.isInteger(count) || id < 0 || id >= count) {
      return { kind: 'close', code: 4010, reason: 'Invalid shard.' };
    }
    if (guildIds.filter((guildId) => shardOf(guildId, count) === id).length > this.mostGuilds) {
      return { kind: 'close', code: 4011, reason: 'Sharding required.' };
    }
    const bucket = id % this.maxConcurrency;
    if (now - (this.#identifiedAt.get(bucket) ?? -Infinity) < this.identifyEvery) return { kind: 'too-soon' };
    this.#identifiedAt.set(bucket, now);
    this.startsLeft -= 1;
    return { kind: 'welcome' };
  }
}
