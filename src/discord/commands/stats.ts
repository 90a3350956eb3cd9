import { EmbedBuilder, escapeMarkdown } from 'discord.js';
import type { StyleStanding } from '../../radio/index.ts';
import { clip } from '../clip.ts';
import type { Say } from '../language/language.ts';
import { CARD_COLOUR, tallyText } from '../song-card.ts';
import type { Command } from './command.ts';
import { guildCommand } from './described.ts';

const DAYS = 30;
const DAY = 86_400_000;

/** Longest description of an embed. */
const DESCRIPTION_LIMIT = 4096;

/** `/stats`: which styles were heard and liked in this server. */
export const stats: Command = {
  data: guildCommand('stats', 'command.stats').toJSON(),
  async run(interaction, { desk, archive, tell }) {
    await interaction.deferReply();
    const standings = await archive.stylesIn(desk.guildId, interaction.createdTimestamp - DAYS * DAY);
    const lines = standings.map((standing) => line(standing, tell)).join('\n');
    const card = new EmbedBuilder()
      .setColor(CARD_COLOUR)
      .setTitle(tell('stats.title', { days: DAYS }))
      .setDescription(clip(lines === '' ? tell('card.nothing-yet') : lines, DESCRIPTION_LIMIT))
      .setFooter({ text: tell('stats.definition') });
    await interaction.editReply({ embeds: [card] });
  },
};

function line({ style, plays, heardSeconds, up, down, liked }: StyleStanding, say: Say): string {
  const percent = (share: number): number => Math.round(share * 100);
  const verdict =
    liked === undefined ? say('stats.few') : say('stats.liked', { low: percent(liked.low), high: percent(liked.high) });
  const votes = `${tallyText({ up, down })}, ${verdict}`;
  return say('stats.line', { style: escapeMarkdown(style), plays, minutes: Math.round(heardSeconds / 60), votes });
}
