import { ChannelType, type SlashCommandBuilder, type VoiceBasedChannel } from 'discord.js';
import { DiscordError } from '../../discord-error.ts';
import type { Say } from '../../language/language.ts';
import { managesServer } from '../../members.ts';
import { reasonIn } from '../../reasons.ts';
import { whyNotPlayable } from '../../rights.ts';
import type { SessionStatus } from '../../voice-session.ts';
import type { CommandContext, Typed } from '../command.ts';
import { described } from '../described.ts';

/** `/radio join [channel]` and `/radio leave`. */
export function addRoom(builder: SlashCommandBuilder): void {
  builder
    .addSubcommand((one) =>
      described(one.setName('join'), 'command.radio.join').addChannelOption((option) =>
        described(
          option.setName('channel').addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
          'command.radio.join.channel',
        ),
      ),
    )
    .addSubcommand((one) => described(one.setName('leave'), 'command.radio.leave'));
}

/**
 * Who may: whoever manages the server, always. Everybody else may call the radio to the channel they sit in and send it
 * away from there, but not take it from another channel: those who listen there would lose it. A server can narrow that in
 * its own integration settings.
 */
export async function join(interaction: Typed, { rooms, panels, whisper, tell }: CommandContext): Promise<void> {
  const own = interaction.member.voice.channel;
  const channel = interaction.options.getChannel<VoiceBasedChannel['type']>('channel') ?? own;
  if (channel === null) throw new DiscordError(whisper('radio.no-channel'));
  const now = rooms.at(interaction.guildId);
  if (now?.channelId === channel.id && rooms.sounds(interaction.guildId)) {
    throw new DiscordError(whisper('radio.playing-already', { channel: named(channel.id) }));
  }
  if (!managesServer(interaction)) {
    if (own?.id !== channel.id) {
      throw new DiscordError(whisper('radio.join-it-first', { channel: named(channel.id) }));
    }
    if (now !== undefined && now.channelId !== channel.id) {
      throw new DiscordError(whisper('radio.taken', { channel: named(now.channelId) }));
    }
  }
  const me = interaction.guild.members.me;
  if (me === null) throw new DiscordError(whisper('radio.unknown-server'));
  const problem = whyNotPlayable(channel, me);
  if (problem !== undefined) throw new DiscordError(reasonIn(problem, whisper));

  await interaction.deferReply();
  if (now !== undefined && now.channelId !== channel.id) await panels.clearStatus(interaction.guildId);
  const outcome = await rooms.join({ guildId: interaction.guildId, channelId: channel.id });
  await interaction.editReply(outcomeText(channel.id, outcome, tell));
}

export async function leave(interaction: Typed, { rooms, panels, whisper, tell }: CommandContext): Promise<void> {
  const room = rooms.at(interaction.guildId);
  if (room === undefined) {
    // It may have stopped by itself; then it must not come back.
    rooms.leave(interaction.guildId);
    throw new DiscordError(whisper('radio.nowhere'));
  }
  const channel = named(room.channelId);
  if (!managesServer(interaction) && interaction.member.voice.channelId !== room.channelId) {
    throw new DiscordError(whisper('radio.leave-needs', { channel }));
  }
  await panels.clearStatus(interaction.guildId);
  rooms.leave(interaction.guildId);
  await interaction.reply(tell('radio.left', { channel }));
}

function named(channelId: string): string {
  return `<#${channelId}>`;
}

function outcomeText(channelId: string, outcome: SessionStatus, say: Say): string {
  const channel = named(channelId);
  switch (outcome.kind) {
    case 'playing':
      return outcome.unheard === undefined
        ? say('radio.playing', { channel })
        : say('radio.unheard', { channel, reason: reasonIn(outcome.unheard, say) });
    case 'ended':
      return say('radio.impossible', { channel, reason: reasonIn(outcome.end.reason, say) });
    case 'waiting':
      return say('radio.waiting', { channel, reason: reasonIn(outcome.reason, say) });
    case 'joining':
    case 'mending':
      return say('radio.on-my-way', { channel });
  }
}
