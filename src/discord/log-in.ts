import { once } from 'node:events';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import type { Log } from '../radio/index.ts';
import { DiscordError } from './discord-error.ts';
import { errorText } from './error-text.ts';
import { looksLikeToken } from './login-failure.ts';
import { restBase } from './rest-base.ts';
import type { ShardPacing } from './shard.ts';
import { Shards } from './shards.ts';

/** How to log in. */
export interface LoginOptions {
  readonly token: string;
  readonly apiUrl?: string;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** Milliseconds for each shard: Discord lets them log in one after another, five seconds apart. */
  readonly deadline: number;
  readonly pacing: ShardPacing;
  readonly log: Log;
}

/** A client that is logged in. */
export interface Login {
  readonly client: Client<true>;
  /** Logs one shard in anew, which leaves the others alone. */
  readonly reconnect: (shardId: number) => Promise<void>;
  /** Logs out, for good. Rejects with what discord.js says. */
  readonly end: () => Promise<void>;
}

/** Logs in and waits until Discord has told of all guilds. Rejects with what discord.js says, and leaves nothing open then. */
export async function logIn(options: LoginOptions): Promise<Login> {
  const { token, apiUrl, log } = options;
  if (!looksLikeToken(token)) throw new DiscordError('this is no token');
  const ending = new AbortController();
  let shards: Shards | undefined;
  const client = new Client({
    // None of them is privileged: the guilds with their channels, and who is in which voice channel.
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    // As many connections to the gateway as Discord recommends: one for each thousand guilds or so.
    shards: 'auto',
    ws: { buildStrategy: (manager) => (shards = new Shards(manager, options.pacing, ending.signal)) },
    // Whatever text an answer carries, it never notifies anybody.
    allowedMentions: { parse: [] },
    rest: restBase(apiUrl),
  });
  client.on(Events.Error, (error) => log.warn({ problem: errorText(error) }, 'Discord client error.'));
  client.on(Events.ShardError, (error) => log.warn({ problem: errorText(error) }, 'Discord gateway error.'));
  const end = async (): Promise<void> => {
    ending.abort();
    await client.destroy();
  };
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new DiscordError('the connection did not get ready in time')),
    options.deadline,
  );
  const goOn = () => void timer.refresh();
  client.on(Events.ShardReady, goOn);
  try {
    const signal = AbortSignal.any([options.signal, late.signal]);
    const ready = once(client, Events.ClientReady, { signal });
    // Waited for below; until then its rejection must not count as unhandled.
    ready.catch(() => undefined);
    await Promise.race([client.login(token), ready]);
    await ready;
    if (client.isReady()) return { client, reconnect: async (shardId) => shards?.reconnect(shardId), end };
    throw new DiscordError('the connection closed while it opened');
  } catch (error) {
    await end();
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    client.off(Events.ShardReady, goOn);
    clearTimeout(timer);
  }
}
