import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { nowPlayingCard } from '../song-card.ts';
import type { Command } from './command.ts';

/** `/nowplaying`: the card of the song on air, and what comes next. */
export const nowPlaying: Command = {
  data: new SlashCommandBuilder()
    .setName('nowplaying')
    .setDescription('Shows the song on air and what comes next')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),
  async run(interaction, { desk }) {
    await interaction.reply({ embeds: [nowPlayingCard(desk)] });
  },
};
