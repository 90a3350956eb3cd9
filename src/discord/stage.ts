import { ChannelType, PermissionFlagsBits, type VoiceBasedChannel, type VoiceState } from 'discord.js';
import type { UnheardReason } from './reasons.ts';

/** What the bot can do about being in a stage's audience. */
type Plan = 'speak' | 'ask' | 'nothing';

/**
 * On a stage the bot begins in the audience, where nobody hears it. Becomes a speaker where it has the right to, and asks to
 * speak where it may ask. Rejects with what Discord answers.
 */
export async function takeTheStage(state: VoiceState): Promise<void> {
  const plan = planFor(state.channel);
  if (plan === 'speak') await state.setSuppressed(false);
  else if (plan === 'ask') await state.setRequestToSpeak(true);
}

/** Why nobody hears the bot where it is; undefined when it is heard. */
export function whyUnheard(state: VoiceState): UnheardReason | undefined {
  const { channel } = state;
  if (channel === null) return undefined;
  if (state.serverMute === true) return { kind: 'server-muted' };
  if (state.suppress !== true) return undefined;
  const channelId = channel.id;
  if (channel.type !== ChannelType.GuildStageVoice) return { kind: 'no-speak', channelId };
  return { kind: planFor(channel) === 'nothing' ? 'audience' : 'audience-asked', channelId };
}

function planFor(channel: VoiceBasedChannel | null): Plan {
  const me = channel?.guild.members.me;
  if (channel === null || me === null || me === undefined) return 'nothing';
  const permissions = channel.permissionsFor(me);
  if (permissions.has(PermissionFlagsBits.MuteMembers)) return 'speak';
  return permissions.has(PermissionFlagsBits.RequestToSpeak) ? 'ask' : 'nothing';
}
