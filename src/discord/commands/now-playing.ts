import { nowPlayingMessage } from '../song-message.ts';
import type { Command } from './command.ts';
import { guildCommand } from './described.ts';

/** `/nowplaying`: the card of the song on air, its buttons, and what comes next. */
export const nowPlaying: Command = {
  data: guildCommand('nowplaying', 'command.nowplaying').toJSON(),
  async run(interaction, { desk, tell }) {
    await interaction.deferReply();
    await interaction.editReply(await nowPlayingMessage(desk, tell));
  },
};
