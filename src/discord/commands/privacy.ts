import { MessageFlags } from 'discord.js';
import type { Command } from './command.ts';
import { described, guildCommand } from './described.ts';

/** `/privacy [delete]`: what is kept of somebody, for their eyes only, and its end. */
export const privacy: Command = {
  data: guildCommand('privacy', 'command.privacy')
    .addBooleanOption((option) => described(option.setName('delete'), 'command.privacy.delete'))
    .toJSON(),
  async run(interaction, { archive, whisper }) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const listener = interaction.user.id;
    if (interaction.options.getBoolean('delete') === true) {
      await archive.forget(listener);
      await interaction.editReply(whisper('privacy.deleted'));
      return;
    }
    const { ratings, hearings, since } = await archive.record(listener);
    const when = since === undefined ? '' : whisper('privacy.since', { when: `<t:${Math.floor(since / 1000)}:D>` });
    await interaction.editReply(whisper('privacy.record', { ratings, hearings, since: when }));
  },
};
