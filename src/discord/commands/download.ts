import { MessageFlags } from 'discord.js';
import type { GuildDesk, SegmentFacts } from '../../radio/index.ts';
import { DiscordError } from '../discord-error.ts';
import { songFiles } from '../song-files.ts';
import { recentSongs } from '../recent-songs.ts';
import { answerWithStems } from '../stems-answer.ts';
import type { Command } from './command.ts';
import { completions } from './completions.ts';
import { described, guildCommand } from './described.ts';

/** `/download [song] [stems]`: the files of the song on air, or of one that was on air here before; or its parts, which are made anew. */
export const download: Command = {
  data: guildCommand('download', 'command.download')
    .addStringOption((option) => described(option.setName('song').setAutocomplete(true), 'command.download.song'))
    .addBooleanOption((option) => described(option.setName('stems'), 'command.download.stems'))
    .toJSON(),
  complete(interaction, { desk }) {
    const songs = recentSongs(desk);
    return completions(interaction.options.getFocused(), [...new Set(songs.map(({ title }) => title))]);
  },
  async run(interaction, context) {
    const { desk, whisper } = context;
    const song = wanted(desk, interaction.options.getString('song'));
    if (song === undefined) throw new DiscordError(whisper('download.gone'));
    if (interaction.options.getBoolean('stems') === true) return await answerWithStems(interaction, context, song);
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply(await songFiles(desk, song, interaction.attachmentSizeLimit, whisper));
  },
};

function wanted(desk: GuildDesk, title: string | null): SegmentFacts | undefined {
  const songs = recentSongs(desk);
  return title === null ? songs[0] : songs.find((song) => song.title.toLowerCase() === title.trim().toLowerCase());
}
