import { DiscordAPIError, DiscordjsErrorCodes, GatewayCloseCodes, HTTPError } from 'discord.js';
import { errorText } from './error-text.ts';

/** Why logging in failed, in one line without the token; `final` when trying again can't help. */
export interface LoginFailure {
  readonly final: boolean;
  readonly problem: string;
}

const WRONG_TOKEN =
  "Discord refuses the bot's token: check DISCORD_TOKEN (the Bot page of your application at https://discord.com/developers/applications shows or resets it).";

/** What @discordjs/ws says when the gateway closes in a way that can't be mended (close codes 4012 to 4014). */
const FINAL_MESSAGES: readonly string[] = [
  'Used an invalid API version',
  'Used invalid intents',
  'Used disallowed intents',
];

/** Whether a text can be a token at all: anything else could not even be sent in an HTTP header. */
export function looksLikeToken(token: string): boolean {
  return /^[!-~]+$/.test(token);
}

/** Explains a failed login or REST call. */
export function explainLoginFailure(error: unknown, token: string): LoginFailure {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const status = error instanceof DiscordAPIError || error instanceof HTTPError ? error.status : undefined;
  const message = errorText(error);
  if (
    !looksLikeToken(token) ||
    code === DiscordjsErrorCodes.TokenInvalid ||
    status === 401 ||
    message === 'Authentication failed'
  ) {
    return { final: true, problem: WRONG_TOKEN };
  }
  const text = message.replaceAll(token, '(token)');
  if (FINAL_MESSAGES.includes(message)) return { final: true, problem: `Discord refuses this bot: ${text}.` };
  return { final: false, problem: `Discord can't be reached: ${text}.` };
}

/** Close codes of the gateway that ask for another number of shards; Discord names it at the next login. */
const RESHARDING: readonly number[] = [GatewayCloseCodes.InvalidShard, GatewayCloseCodes.ShardingRequired];

/** Whether a close code of the gateway asks to log in anew with as many shards as Discord recommends now. */
export function asksForOtherShards(code: number): boolean {
  return RESHARDING.includes(code);
}

/** Explains a close code of the gateway after which discord.js gives up; 4004 is a refused token. */
export function explainGatewayClose(code: number): string {
  return code === 4004 ? WRONG_TOKEN : `Discord closed the connection for good (close code ${code}).`;
}
