import { once } from 'node:events';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import type { Log } from '../radio/index.ts';
import { DiscordError } from './discord-error.ts';
import { errorText } from './error-text.ts';
import { looksLikeToken } from './login-failure.ts';
import { restBase } from './rest-base.ts';

/** How to log in. */
export interface LoginOptions {
  readonly token: string;
  readonly apiUrl?: string;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** Milliseconds for all of it. */
  readonly deadline: number;
  readonly log: Log;
}

/** Logs in and waits until Discord has told of all guilds. Rejects with what discord.js says, and leaves nothing open then. */
export async function logIn(options: LoginOptions): Promise<Client<true>> {
  const { token, apiUrl, log } = options;
  if (!looksLikeToken(token)) throw new DiscordError('this is no token');
  const client = new Client({
    // None of them is privileged: the guilds with their channels, and who is in which voice channel.
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    // As many connections to the gateway as Discord recommends: one for each thousand guilds or so.
    shards: 'auto',
    // Whatever text an answer carries, it never notifies anybody.
    allowedMentions: { parse: [] },
    rest: restBase(apiUrl),
  });
  client.on(Events.Error, (error) => log.warn({ problem: errorText(error) }, 'Discord client error.'));
  client.on(Events.ShardError, (error) => log.warn({ problem: errorText(error) }, 'Discord gateway error.'));
  try {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.deadline)]);
    const ready = once(client, Events.ClientReady, { signal });
    // Waited for below; until then its rejection must not count as unhandled.
    ready.catch(() => undefined);
    await Promise.race([client.login(token), ready]);
    await ready;
    if (client.isReady()) return client;
    throw new DiscordError('the connection closed while it opened');
  } catch (error) {
    await client.destroy();
    throw error;
  }
}
