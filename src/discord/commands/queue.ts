import { queueCard } from '../song-lists.ts';
import type { Command } from './command.ts';
import { guildCommand } from './described.ts';

/** `/queue`: what comes next here. */
export const queue: Command = {
  data: guildCommand('queue', 'command.queue').toJSON(),
  async run(interaction, { desk, tell }) {
    await interaction.reply({ embeds: [queueCard(desk, tell)] });
  },
};
