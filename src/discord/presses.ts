import { escapeMarkdown, MessageFlags, type ButtonInteraction } from 'discord.js';
import type { RequestInput, SegmentFacts } from '../radio/index.ts';
import type { CommandContext } from './commands/command.ts';
import { DiscordError } from './discord-error.ts';
import { isDj } from './members.ts';
import { recentSongs } from './recent-songs.ts';
import { readPress } from './song-buttons.ts';
import { songFiles } from './song-files.ts';
import { songMessage } from './song-message.ts';
import { answerWithStems } from './stems-answer.ts';
import { castVote } from './votes.ts';

type Pressed = ButtonInteraction<'cached'>;

/** Answers a button; only the one who pressed it sees the answer. Throws as a command does. */
export async function press(interaction: Pressed, context: CommandContext): Promise<void> {
  const { desk, whisper } = context;
  const pressed = readPress(interaction.customId);
  if (pressed === undefined) throw new DiscordError(whisper('problem.unknown-command'));
  const { action, of } = pressed;
  switch (action) {
    case 'up':
    case 'down': {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const vote = { listener: interaction.user.id, thumb: action === 'up' ? 1 : -1, playId: of } as const;
      await interaction.editReply(await castVote(context, vote));
      return;
    }
    case 'skip':
      await interaction.reply({ content: skip(interaction, context, of), flags: MessageFlags.Ephemeral });
      return;
    case 'more':
      await more(interaction, context, of);
      return;
    case 'files': {
      const song = known(context, of);
      if (song === undefined) throw new DiscordError(whisper('download.gone'));
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply(await songFiles(desk, song, interaction.attachmentSizeLimit, whisper));
      return;
    }
    case 'stems': {
      const song = known(context, of);
      if (song === undefined) throw new DiscordError(whisper('download.gone'));
      await answerWithStems(interaction, context, song);
    }
  }
}

function skip(interaction: Pressed, { desk, whisper }: CommandContext, playId: string): string {
  const onAir = desk.onAir();
  if (onAir.kind === 'song' && onAir.play.id !== playId) throw new DiscordError(whisper('rate.too-late'));
  const outcome = desk.skip({ listener: interaction.user.id, force: isDj(interaction, desk.settings()) });
  switch (outcome.kind) {
    case 'skipped':
      return whisper('skip.skipped', { title: escapeMarkdown(outcome.segment.title) });
    case 'voted':
      return whisper('skip.voted', { votes: outcome.votes, needed: outcome.needed });
    case 'absent':
      return whisper('skip.absent');
    case 'nothing':
      return whisper('skip.nothing');
  }
}

async function more(interaction: Pressed, context: CommandContext, segmentId: string): Promise<void> {
  const { desk, whisper } = context;
  const song = known(context, segmentId);
  if (song === undefined) throw new DiscordError(whisper('more.unknown'));
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const made = desk.request(alike(song), {
    listener: interaction.user.id,
    isExempt: isDj(interaction, desk.settings()),
  });
  await interaction.editReply(whisper('more.asked', { title: escapeMarkdown(song.title) }));
  const next = await made;
  await interaction.editReply({ content: whisper('generate.ready'), ...(await songMessage(desk, next, whisper)) });
}

function known({ desk }: CommandContext, segmentId: string): SegmentFacts | undefined {
  const coming = desk.upNext().flatMap((next) => (next.kind === 'ready' ? [next.segment] : []));
  return [...recentSongs(desk), ...coming].find(({ id }) => id === segmentId);
}

/** What made a song what it is, but for its seed and key: another one alike. */
function alike({ recipe, style, tempo, instruments, effects }: SegmentFacts): RequestInput {
  const { mood, energy, classical, seconds } = recipe;
  return {
    style,
    seconds,
    tempo: Math.round(tempo),
    instruments,
    effects,
    ...(mood === undefined ? {} : { mood }),
    ...(energy === undefined ? {} : { energy }),
    ...(classical === undefined ? {} : { classical }),
  };
}
