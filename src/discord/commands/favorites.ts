import { EmbedBuilder, escapeMarkdown, MessageFlags } from 'discord.js';
import { clip } from '../clip.ts';
import { CARD_COLOUR } from '../song-card.ts';
import type { Command } from './command.ts';
import { guildCommand } from './described.ts';

/** Songs that are listed, and the longest description of an embed. */
const SONGS = 20;
const DESCRIPTION_LIMIT = 4096;

/** `/favorites`: the songs that somebody liked, for their eyes only. */
export const favorites: Command = {
  data: guildCommand('favorites', 'command.favorites').toJSON(),
  async run(interaction, { archive, whisper }) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const songs = await archive.liked(interaction.user.id, SONGS);
    const lines = songs.map(({ title, style, seed, at }) => {
      const song = { title: escapeMarkdown(title), style: escapeMarkdown(style), seed };
      return `${whisper('favorites.line', song)} <t:${Math.floor(at / 1000)}:R>`;
    });
    const text = lines.length === 0 ? whisper('card.nothing-yet') : lines.join('\n');
    const card = new EmbedBuilder()
      .setColor(CARD_COLOUR)
      .setTitle(whisper('favorites.title'))
      .setDescription(clip(text, DESCRIPTION_LIMIT));
    await interaction.editReply({ embeds: [card] });
  },
};
