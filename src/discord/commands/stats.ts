import { EmbedBuilder, escapeMarkdown } from 'discord.js';
import { type Standing, type Trait, TRAITS } from '../../radio/index.ts';
import { clip } from '../clip.ts';
import type { Say } from '../language/language.ts';
import { CARD_COLOUR, tallyText } from '../song-card.ts';
import type { Command } from './command.ts';
import { choice, described, guildCommand } from './described.ts';

const DAYS = 30;
const DAY = 86_400_000;

/** Values of a trait that are told, and the longest description of an embed. */
const LINES = 25;
const DESCRIPTION_LIMIT = 4096;

/** A song has several of these and is counted under each; of others only what was wished for is counted. */
const SEVERAL: readonly Trait[] = ['instrument', 'effect', 'model'];
const WISHED: readonly Trait[] = ['mood', 'energy'];

/** `/stats`: what was heard and liked in this server or in all, by style or by something else that songs have. It reads sums, never plays. */
export const stats: Command = {
  data: describe(),
  async run(interaction, { desk, archive, tell }) {
    const by = TRAITS.find((trait) => trait === interaction.options.getString('by')) ?? 'style';
    const where = interaction.options.getString('where');
    await interaction.deferReply();
    const from = interaction.createdTimestamp - DAYS * DAY;
    const isHere = by === 'style' && where !== 'everywhere';
    const standings = await archive.standings(isHere ? { by, guildId: desk.guildId, from } : { by, from });
    const title = tell(isHere ? 'stats.title' : 'stats.title-all', { days: DAYS });
    const card = new EmbedBuilder()
      .setColor(CARD_COLOUR)
      .setTitle(`${title} · ${tell(`choice.by-${by}`)}`)
      .setDescription(clip(text(standings, by, tell), DESCRIPTION_LIMIT))
      .setFooter({ text: notes({ by, isHere, isUnasked: !isHere && where !== 'everywhere' }, tell).join('\n') });
    await interaction.editReply({ embeds: [card] });
  },
};

function describe(): Command['data'] {
  return guildCommand('stats', 'command.stats')
    .addStringOption((option) =>
      described(option.setName('by'), 'command.stats.by').addChoices(
        ...TRAITS.map((trait) => choice(`choice.by-${trait}`, trait)),
      ),
    )
    .addStringOption((option) =>
      described(option.setName('where'), 'command.stats.where').addChoices(
        choice('choice.here', 'here'),
        choice('choice.everywhere', 'everywhere'),
      ),
    )
    .toJSON();
}

function text(standings: readonly Standing[], by: Trait, say: Say): string {
  if (standings.length === 0) return say('card.nothing-yet');
  const lines = standings.slice(0, LINES).map((standing) => line(standing, by, say));
  const left = standings.length - lines.length;
  return [...lines, ...(left === 0 ? [] : [say('stats.more', { count: left })])].join('\n');
}

function line({ value, plays, heardSeconds, up, down, liked, earlyLeaves }: Standing, by: Trait, say: Say): string {
  const percent = (share: number): number => Math.round(share * 100);
  const votes = [
    tallyText({ up, down }),
    liked === undefined ? say('stats.few') : say('stats.liked', { low: percent(liked.low), high: percent(liked.high) }),
    ...(earlyLeaves === undefined ? [] : [say('stats.early', { share: percent(earlyLeaves) })]),
  ].join(', ');
  const what = by === 'tempo' ? `${value}–${Number(value) + 10} BPM` : escapeMarkdown(value);
  return say('stats.line', { what, plays, minutes: Math.round(heardSeconds / 60), votes });
}

/** What the figures are and what they are of; `isUnasked`: all servers are told although they were not asked for. */
function notes(
  { by, isHere, isUnasked }: { readonly by: Trait; readonly isHere: boolean; readonly isUnasked: boolean },
  say: Say,
): readonly string[] {
  return [
    ...(isUnasked ? [say('stats.only-all')] : []),
    ...(SEVERAL.includes(by) ? [say('stats.several')] : []),
    ...(WISHED.includes(by) ? [say('stats.wished')] : []),
    say(isHere ? 'stats.definition-heard-here' : 'stats.definition-heard'),
    say('stats.definition-votes'),
    say('stats.definition'),
    say('stats.definition-early'),
  ];
}
