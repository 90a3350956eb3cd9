import { MessageFlags } from 'discord.js';
import { castVote } from '../votes.ts';
import type { Command } from './command.ts';
import { described, guildCommand } from './described.ts';

/** `/rate up|down`: a listener's verdict on the song on air; only the listener sees the answer. */
export const rate: Command = {
  data: guildCommand('rate', 'command.rate')
    .addStringOption((option) =>
      described(option.setName('thumb').setRequired(true), 'command.rate.thumb').addChoices(
        { name: '👍', value: 'up' },
        { name: '👎', value: 'down' },
      ),
    )
    .toJSON(),
  async run(interaction, context) {
    // The play is named before anything is awaited: the song may end while the answer is on its way.
    const onAir = context.desk.onAir();
    const thumb = interaction.options.getString('thumb', true) === 'up' ? 1 : -1;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const playId = onAir.kind === 'song' ? onAir.play.id : undefined;
    await interaction.editReply(await castVote(context, { listener: interaction.user.id, thumb, playId }));
  },
};
