import {
  PermissionsBitField,
  REST,
  Routes,
  type APIApplication,
  type APIGatewayBotInfo,
  type APIUser,
  type RESTAPIPartialCurrentUserGuild,
} from 'discord.js';
import { DiscordError } from './discord-error.ts';
import { speak } from './language/language.ts';
import { explainLoginFailure, looksLikeToken } from './login-failure.ts';
import { restBase } from './rest-base.ts';
import { inviteUrl, missingRights } from './rights.ts';

/** What `raindial doctor` tells about Discord. */
export type DiscordCheck =
  | {
      readonly kind: 'ok';
      readonly bot: string;
      readonly guilds: number;
      /** Connections to the gateway that Discord recommends, each for a part of the servers. */
      readonly shards: number;
      /** How often a shard may still log in today. */
      readonly loginsLeft: number;
      /** Where someone adds the bot to a server with the rights it needs. */
      readonly inviteUrl: string;
      /** Servers whose roles don't give the bot what it needs (single channels may still say otherwise). */
      readonly missing: readonly { readonly guild: string; readonly rights: readonly string[] }[];
    }
  /** One line on what to do. */
  | { readonly kind: 'problem'; readonly problem: string };

/** Servers looked at: one page of Discord's list. */
const GUILDS_LIMIT = 200;

/** Long enough for a slow line, short enough for someone who waits. */
const TIMEOUT_MILLISECONDS = 10_000;

/** Checks a token and the bot's rights by a few REST calls, without logging in. Never throws. */
export async function checkDiscord(options: {
  readonly token: string;
  readonly apiUrl?: string;
}): Promise<DiscordCheck> {
  const token = options.token.trim();
  try {
    if (!looksLikeToken(token)) throw new DiscordError('this is no token');
    const rest = new REST({
      retries: 0,
      timeout: TIMEOUT_MILLISECONDS,
      ...restBase(options.apiUrl),
    }).setToken(token);
    // What Discord's documentation promises for these four routes.
    const user = (await rest.get(Routes.user())) as APIUser;
    const application = (await rest.get(Routes.currentApplication())) as APIApplication;
    const gateway = (await rest.get(Routes.gatewayBot())) as APIGatewayBotInfo;
    const guilds = (await rest.get(Routes.userGuilds(), {
      query: new URLSearchParams({ limit: String(GUILDS_LIMIT) }),
    })) as RESTAPIPartialCurrentUserGuild[];
    return {
      kind: 'ok',
      bot: user.username,
      guilds: application.approximate_guild_count ?? guilds.length,
      shards: gateway.shards,
      loginsLeft: gateway.session_start_limit.remaining,
      inviteUrl: inviteUrl(application.id),
      missing: guilds
        .map((guild) => ({
          guild: guild.name,
          rights: missingRights(new PermissionsBitField(BigInt(guild.permissions)).freeze()).map((right) =>
            speak('en-US')(`right.${right}`),
          ),
        }))
        .filter(({ rights }) => rights.length > 0),
    };
  } catch (error) {
    return { kind: 'problem', problem: explainLoginFailure(error, token).problem };
  }
}
