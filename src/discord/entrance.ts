import type { DiscordGatewayAdapterCreator } from '@discordjs/voice';
import type { Client } from 'discord.js';
import type { Room } from '../radio/index.ts';
import type { EndReason, WaitReason } from './reasons.ts';
import { whyNotPlayable } from './rights.ts';
import type { Turnstile } from './turnstile.ts';

/** Why the radio is in a room no more. */
export interface SessionEnd {
  readonly reason: EndReason;
  /** The room should not be rejoined after a restart. */
  readonly forget: boolean;
  /** It is over because of rights that someone can give back; then the radio comes back by itself. */
  readonly forLackOfRights?: boolean;
}

/** Where a room can be entered: a way into the channel, not now (`later`), or never again (`end`). */
export type Entrance =
  | {
      readonly kind: 'open';
      readonly adapterCreator: DiscordGatewayAdapterCreator;
      /** The way to the gateway that the channel's server shares with others. */
      readonly turnstile: Turnstile;
    }
  | { readonly kind: 'later'; readonly reason: WaitReason }
  | { readonly kind: 'end'; readonly end: SessionEnd };

/** Looks for the way into a voice channel, as Discord has told of it so far. */
export function findEntrance(client: Client<true>, room: Room, turnstile: (shardId: number) => Turnstile): Entrance {
  const guild = client.guilds.cache.get(room.guildId);
  if (guild === undefined) return { kind: 'end', end: { reason: { kind: 'not-in-server' }, forget: true } };
  const me = guild.members.me;
  if (!guild.available || me === null) return { kind: 'later', reason: { kind: 'server-unavailable' } };
  const channel = guild.channels.cache.get(room.channelId);
  if (channel === undefined || !channel.isVoiceBased()) {
    return { kind: 'end', end: { reason: { kind: 'channel-gone' }, forget: true } };
  }
  const problem = whyNotPlayable(channel, me);
  if (problem !== undefined) return { kind: 'end', end: { reason: problem, forget: false, forLackOfRights: true } };
  return { kind: 'open', adapterCreator: guild.voiceAdapterCreator, turnstile: turnstile(guild.shardId) };
}
