import { ChannelType, PermissionFlagsBits, type VoiceBasedChannel, type VoiceState } from 'discord.js';

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

/** Why nobody hears the bot where it is, and who can do what about it; undefined when it is heard. */
export function whyUnheard(state: VoiceState): string | undefined {
  const { channel } = state;
  if (channel === null) return undefined;
  if (state.serverMute === true) {
    return 'I am muted in this server, so nobody hears me. Someone with the right to Mute Members can unmute me (Server Mute).';
  }
  if (state.suppress !== true) return undefined;
  if (channel.type !== ChannelType.GuildStageVoice) {
    return `I may not speak in <#${channel.id}>, so nobody hears me. Someone who manages this server can grant me Speak there.`;
  }
  const invite = `A moderator of <#${channel.id}> can invite me to speak`;
  return planFor(channel) === 'nothing'
    ? `I am in the audience, where nobody hears me, and lack the rights to Mute Members and to Request to Speak. ${invite}, or grant me one of them.`
    : `I am in the audience, where nobody hears me, and have asked to speak. ${invite}, or grant me the right to Mute Members.`;
}

function planFor(channel: VoiceBasedChannel | null): Plan {
  const me = channel?.guild.members.me;
  if (channel === null || me === null || me === undefined) return 'nothing';
  const permissions = channel.permissionsFor(me);
  if (permissions.has(PermissionFlagsBits.MuteMembers)) return 'speak';
  return permissions.has(PermissionFlagsBits.RequestToSpeak) ? 'ask' : 'nothing';
}
