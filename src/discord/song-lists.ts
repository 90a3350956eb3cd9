import { EmbedBuilder, escapeMarkdown } from 'discord.js';
import type { GuildDesk } from '../radio/index.ts';
import { clip } from './clip.ts';
import type { Say } from './language/language.ts';
import { CARD_COLOUR, nextLine, tallyText } from './song-card.ts';

/** Lines that a list shows, and the longest description of an embed. */
const LINES = 10;
const DESCRIPTION_LIMIT = 4096;

/** What comes next. */
export function queueCard(desk: Pick<GuildDesk, 'upNext'>, say: Say): EmbedBuilder {
  const lines = desk.upNext().map((next, index) => `${index + 1}. ${escapeMarkdown(nextLine(next, say))}`);
  return list(say('card.queue'), lines, say);
}

/** What was on air, the latest first, with when and how it was liked. */
export async function historyCard(desk: Pick<GuildDesk, 'history' | 'tally'>, say: Say): Promise<EmbedBuilder> {
  const heard = desk.history().slice(0, LINES);
  const lines = await Promise.all(
    heard.map(async ({ play, segment }) => {
      // Without its votes the list is still worth reading: the database may be away.
      const votes = await desk.tally(segment.id).then(tallyText, () => '');
      const when = `<t:${Math.floor(play.startedAt / 1000)}:R>`;
      return `${when} **${escapeMarkdown(segment.title)}** (${escapeMarkdown(segment.style)}) ${votes}`.trim();
    }),
  );
  return list(say('card.history'), lines, say);
}

function list(title: string, lines: readonly string[], say: Say): EmbedBuilder {
  const text = lines.slice(0, LINES).join('\n');
  return new EmbedBuilder()
    .setColor(CARD_COLOUR)
    .setTitle(title)
    .setDescription(clip(text === '' ? say('card.nothing-yet') : text, DESCRIPTION_LIMIT));
}
