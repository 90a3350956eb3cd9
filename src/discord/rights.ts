import type { PermissionsBitField } from 'discord.js';
import { ChannelType, OAuth2Scopes, PermissionFlagsBits, type GuildMember, type VoiceBasedChannel } from 'discord.js';
import type { EndReason, Right } from './reasons.ts';

/** What the radio must be allowed to do in a voice channel. */
const NEEDED_RIGHTS: readonly (readonly [bigint, Right])[] = [
  [PermissionFlagsBits.ViewChannel, 'view-channel'],
  [PermissionFlagsBits.Connect, 'connect'],
  [PermissionFlagsBits.Speak, 'speak'],
];

/** What its standing message takes: the song's picture is a file. */
export const PANEL_RIGHTS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles;

/** What the bot is invited with: to play, to show its panel and the song in the channel's status, and to ask to speak on a stage. */
export const INVITED_RIGHTS = NEEDED_RIGHTS.reduce(
  (all, [flag]) => all | flag,
  PANEL_RIGHTS | PermissionFlagsBits.SetVoiceChannelStatus | PermissionFlagsBits.RequestToSpeak,
);

/** The rights out of a permission set that the radio needs and has not; empty when all is well. */
export function missingRights(permissions: Readonly<PermissionsBitField>): readonly Right[] {
  return NEEDED_RIGHTS.filter(([flag]) => !permissions.has(flag)).map(([, name]) => name);
}

/** Why the radio can't play in a voice channel; undefined when it can. */
export function whyNotPlayable(channel: VoiceBasedChannel, me: GuildMember): EndReason | undefined {
  const permissions = channel.permissionsFor(me);
  // On a stage moderators say who speaks; what is missing then is told once the radio is in the audience.
  const isStage = channel.type === ChannelType.GuildStageVoice;
  const rights = missingRights(permissions).filter((right) => !isStage || right !== 'speak');
  if (rights.length > 0) return { kind: 'missing-rights', rights, channelId: channel.id };
  const alreadyIn = me.voice.channelId === channel.id;
  if (!alreadyIn && channel.full && !permissions.has(PermissionFlagsBits.MoveMembers)) {
    return { kind: 'channel-full', channelId: channel.id };
  }
  return undefined;
}

/** The page where someone adds the bot to a server, asking for no more rights than the radio has a use for. */
export function inviteUrl(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '),
    permissions: INVITED_RIGHTS.toString(),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
