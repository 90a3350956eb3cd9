import { escapeMarkdown, InteractionContextType, MessageFlags, SlashCommandBuilder } from 'discord.js';
import { tallyText } from '../song-card.ts';
import type { Command } from './command.ts';

/** `/rate up|down`: a listener's verdict on the song on air; only the listener sees the answer. */
export const rate: Command = {
  data: new SlashCommandBuilder()
    .setName('rate')
    .setDescription('Tells the radio whether you like the song on air')
    .setContexts(InteractionContextType.Guild)
    .addStringOption((option) =>
      option
        .setName('thumb')
        .setDescription('Your verdict; a later one replaces it')
        .setRequired(true)
        .addChoices({ name: '👍 up', value: 'up' }, { name: '👎 down', value: 'down' }),
    )
    .toJSON(),
  async run(interaction, { desk }) {
    // The play is named before anything is awaited: the song may end while the answer is on its way.
    const onAir = desk.onAir();
    const thumb = interaction.options.getString('thumb', true) === 'up' ? 1 : -1;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const { segment, tally } = await desk.rate({
      listener: interaction.user.id,
      thumb,
      guildId: interaction.guildId,
      ...(onAir.kind === 'song' ? { playId: onAir.play.id } : {}),
    });
    await interaction.editReply(`Noted for **${escapeMarkdown(segment.title)}**. So far: ${tallyText(tally)}`);
  },
};
