import { historyCard } from '../song-lists.ts';
import type { Command } from './command.ts';
import { guildCommand } from './described.ts';

/** `/history`: what was on air here, with who liked it. */
export const history: Command = {
  data: guildCommand('history', 'command.history').toJSON(),
  async run(interaction, { desk, tell }) {
    await interaction.deferReply();
    await interaction.editReply({ embeds: [await historyCard(desk, tell)] });
  },
};
