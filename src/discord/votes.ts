import { escapeMarkdown } from 'discord.js';
import type { Thumb } from '../radio/index.ts';
import type { CommandContext } from './commands/command.ts';
import { tallyText } from './song-card.ts';

/** Rates a play (the one on air when none is named) and says how the song stands. Rejects as the desk does. */
export async function castVote(
  { desk, panels, whisper }: Pick<CommandContext, 'desk' | 'panels' | 'whisper'>,
  vote: { readonly listener: string; readonly thumb: Thumb; readonly playId: string | undefined },
): Promise<string> {
  const { listener, thumb, playId } = vote;
  const { guildId } = desk;
  const { segment, tally } = await desk.rate({
    listener,
    thumb,
    guildId,
    ...(playId === undefined ? {} : { playId }),
  });
  panels.refresh(guildId);
  return whisper('rate.noted', { title: escapeMarkdown(segment.title), votes: tallyText(tally) });
}
