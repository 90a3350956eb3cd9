import {
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type ChatInputCommandInteraction,
  type VoiceBasedChannel,
} from 'discord.js';
import { DiscordError } from '../discord-error.ts';
import { whyNotPlayable } from '../rights.ts';
import type { SessionStatus } from '../voice-session.ts';
import type { Command, CommandContext } from './command.ts';

type Typed = ChatInputCommandInteraction<'cached'>;

/**
 * `/radio join [channel]` and `/radio leave`.
 *
 * Who may: whoever manages the server, always. Everybody else may call the radio to the channel they sit in and send it
 * away from there, but not take it from another channel: those who listen there would lose it. A server can narrow that in
 * its own integration settings.
 */
export const radio: Command = {
  data: new SlashCommandBuilder()
    .setName('radio')
    .setDescription('Calls the radio to a voice channel, or sends it away')
    .setContexts(InteractionContextType.Guild)
    .addSubcommand((join) =>
      join
        .setName('join')
        .setDescription('Plays in a voice channel from now on, also after a restart')
        .addChannelOption((option) =>
          option
            .setName('channel')
            .setDescription('Where to play; the channel you are in when not given')
            .addChannelTypes(ChannelType.GuildVoice),
        ),
    )
    .addSubcommand((leave) => leave.setName('leave').setDescription('Leaves the voice channel'))
    .toJSON(),
  async run(interaction, context) {
    if (interaction.options.getSubcommand() === 'join') await join(interaction, context);
    else await leave(interaction, context);
  },
};

async function join(interaction: Typed, { rooms }: CommandContext): Promise<void> {
  const own = interaction.member.voice.channel;
  const channel = interaction.options.getChannel<VoiceBasedChannel['type']>('channel') ?? own;
  if (channel === null) {
    throw new DiscordError('You are in no voice channel. Join one first, or name one: `/radio join channel:`.');
  }
  const now = rooms.at(interaction.guildId);
  if (now?.channelId === channel.id && rooms.sounds(interaction.guildId)) {
    throw new DiscordError(`I am playing in <#${channel.id}> already.`);
  }
  if (!managesServer(interaction)) {
    if (own?.id !== channel.id) {
      throw new DiscordError(`To call me to <#${channel.id}>, join it first (or ask someone with Manage Server).`);
    }
    if (now !== undefined && now.channelId !== channel.id) {
      throw new DiscordError(`I am in <#${now.channelId}>. Someone with Manage Server can call me away from there.`);
    }
  }
  const me = interaction.guild.members.me;
  if (me === null) throw new DiscordError('Discord has not told me about this server yet. Try again in a moment.');
  const problem = whyNotPlayable(channel, me);
  if (problem !== undefined) throw new DiscordError(problem);

  await interaction.deferReply();
  const outcome = await rooms.join({ guildId: interaction.guildId, channelId: channel.id });
  await interaction.editReply(outcomeText(channel.id, outcome));
}

async function leave(interaction: Typed, { rooms }: CommandContext): Promise<void> {
  const room = rooms.at(interaction.guildId);
  if (room === undefined) throw new DiscordError('I am in no voice channel here.');
  if (!managesServer(interaction) && interaction.member.voice.channelId !== room.channelId) {
    throw new DiscordError(
      `To send me away from <#${room.channelId}>, join it first (or ask someone with Manage Server).`,
    );
  }
  rooms.leave(interaction.guildId);
  await interaction.reply(`I left <#${room.channelId}>.`);
}

function managesServer(interaction: Typed): boolean {
  return interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild);
}

function outcomeText(channelId: string, outcome: SessionStatus): string {
  switch (outcome.kind) {
    case 'playing':
      return `Playing in <#${channelId}>.`;
    case 'ended':
      return `I can't play in <#${channelId}>: ${outcome.end.reason}`;
    case 'waiting':
      return `I can't reach <#${channelId}> yet (${outcome.reason}). I keep trying.`;
    case 'joining':
    case 'mending':
      return `On my way to <#${channelId}>.`;
  }
}
