import { ChannelType, MessageFlags, type SlashCommandBuilder } from 'discord.js';
import { DiscordError } from '../../discord-error.ts';
import { managesServer } from '../../members.ts';
import { PANEL_RIGHTS } from '../../rights.ts';
import type { CommandContext, Typed } from '../command.ts';
import { described } from '../described.ts';

/** `/radio panel [channel] [remove]`. */
export function addPanel(builder: SlashCommandBuilder): void {
  builder.addSubcommand((one) =>
    described(one.setName('panel'), 'command.radio.panel')
      .addChannelOption((option) =>
        described(
          option.setName('channel').addChannelTypes(ChannelType.GuildText, ChannelType.GuildVoice),
          'command.radio.panel.channel',
        ),
      )
      .addBooleanOption((option) => described(option.setName('remove'), 'command.radio.panel.remove')),
  );
}

export async function panel(interaction: Typed, { panels, whisper }: CommandContext): Promise<void> {
  if (!managesServer(interaction)) throw new DiscordError(whisper('radio.managers-only'));
  const { guildId } = interaction;
  if (interaction.options.getBoolean('remove') === true) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply((await panels.remove(guildId)) ? whisper('panel.down') : whisper('panel.none'));
    return;
  }
  const channelId = interaction.options.getChannel('channel')?.id ?? interaction.channelId;
  const place = interaction.guild.channels.cache.get(channelId);
  const me = interaction.guild.members.me;
  const named = `<#${channelId}>`;
  if (place === undefined || me === null || !place.permissionsFor(me).has(PANEL_RIGHTS)) {
    throw new DiscordError(whisper('panel.may-not', { channel: named }));
  }
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  await panels.put(guildId, channelId);
  await interaction.editReply(whisper('panel.up', { channel: named }));
}
