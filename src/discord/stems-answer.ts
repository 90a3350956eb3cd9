import { MessageFlags, type ButtonInteraction, type ChatInputCommandInteraction } from 'discord.js';
import type { SegmentFacts } from '../radio/index.ts';
import type { CommandContext } from './commands/command.ts';
import { isDj } from './members.ts';
import { ProgressReply } from './progress-reply.ts';
import { songStems } from './song-stems.ts';

/** Answers who asked for the parts of a song, and nobody else: at once, then with progress, in the end with the files. Throws as a command does. */
export async function answerWithStems(
  interaction: ChatInputCommandInteraction<'cached'> | ButtonInteraction<'cached'>,
  { desk, log, pacing, whisper }: CommandContext,
  song: SegmentFacts,
): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const reply = new ProgressReply(interaction, pacing.betweenEdits, log, whisper);
  const asked = {
    limit: interaction.attachmentSizeLimit,
    listener: interaction.user.id,
    isExempt: isDj(interaction, desk.settings()),
    onProgress: reply.report.bind(reply),
  };
  await interaction.editReply(await songStems(desk, song, asked, whisper).finally(() => reply.end()));
}
