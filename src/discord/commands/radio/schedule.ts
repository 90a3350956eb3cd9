import { escapeMarkdown, MessageFlags, type SlashCommandBuilder } from 'discord.js';
import { knownName, WEEKDAYS, type GuildSettings, type ScheduleEntry, type Weekday } from '../../../radio/index.ts';
import { clip } from '../../clip.ts';
import { DiscordError } from '../../discord-error.ts';
import type { Say } from '../../language/language.ts';
import { managesServer } from '../../members.ts';
import { daysIn, moodName } from '../../names.ts';
import type { CommandContext, Typed } from '../command.ts';
import { described } from '../described.ts';

/** Longest text of a message. */
const MESSAGE_LIMIT = 2000;

/** `/radio schedule add|remove|list`. */
export function addSchedule(builder: SlashCommandBuilder): void {
  builder.addSubcommandGroup((group) =>
    described(group.setName('schedule'), 'command.radio.schedule')
      .addSubcommand((one) =>
        described(one.setName('add'), 'command.radio.schedule.add')
          .addStringOption((option) =>
            described(option.setName('days').setRequired(true), 'command.radio.schedule.add.days'),
          )
          .addStringOption((option) =>
            described(option.setName('at').setRequired(true), 'command.radio.schedule.add.at'),
          )
          .addStringOption((option) =>
            described(option.setName('style').setAutocomplete(true), 'command.radio.schedule.add.style'),
          )
          .addStringOption((option) =>
            described(option.setName('mood').setAutocomplete(true), 'command.radio.schedule.add.mood'),
          ),
      )
      .addSubcommand((one) =>
        described(one.setName('remove'), 'command.radio.schedule.remove').addIntegerOption((option) =>
          described(option.setName('entry').setRequired(true), 'command.radio.schedule.remove.entry'),
        ),
      )
      .addSubcommand((one) => described(one.setName('list'), 'command.radio.schedule.list')),
  );
}

export async function addEntry(interaction: Typed, context: CommandContext): Promise<void> {
  const { desk, whisper } = context;
  const { options } = interaction;
  const style = options.getString('style');
  const mood = options.getString('mood');
  const entry: ScheduleEntry = {
    days: readDays(options.getString('days', true), whisper),
    at: options.getString('at', true).trim().padStart(5, '0'),
    ...(style === null ? {} : { style: knownName('style', style, desk.catalogue.styles) }),
    ...(mood === null ? {} : { mood: knownName('mood', mood, desk.catalogue.moods) }),
  };
  await change(interaction, context, [...desk.settings().schedule, entry], 'schedule.added');
}

export async function removeEntry(interaction: Typed, context: CommandContext): Promise<void> {
  const { desk, whisper } = context;
  const number = interaction.options.getInteger('entry', true);
  const { schedule } = desk.settings();
  if (number < 0 || number > schedule.length) throw new DiscordError(whisper('schedule.no-entry', { number }));
  const rest = number === 0 ? [] : schedule.filter((_, index) => index !== number - 1);
  await change(interaction, context, rest, 'schedule.removed');
}

export async function listEntries(interaction: Typed, { desk, whisper }: CommandContext): Promise<void> {
  await interaction.reply({ content: scheduleText(desk.settings(), whisper), flags: MessageFlags.Ephemeral });
}

async function change(
  interaction: Typed,
  { desk, whisper }: CommandContext,
  schedule: GuildSettings['schedule'],
  key: 'schedule.added' | 'schedule.removed',
): Promise<void> {
  if (!managesServer(interaction)) throw new DiscordError(whisper('radio.managers-only'));
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const list = scheduleText(await desk.change({ schedule }), whisper);
  await interaction.editReply(clip(whisper(key, { list }), MESSAGE_LIMIT));
}

function scheduleText({ schedule, timeZone }: GuildSettings, say: Say): string {
  if (schedule.length === 0) return say('schedule.empty');
  const lines = schedule.map(({ days, at, style, mood }, index) => {
    const what = [style ?? say('schedule.usual'), ...(mood === undefined ? [] : [moodName(mood, say)])].join(', ');
    return `${index + 1}. ${daysIn(days, say)} ${at} ${escapeMarkdown(what)}`;
  });
  return clip([`**${say('schedule.title', { zone: timeZone })}**`, ...lines].join('\n'), MESSAGE_LIMIT);
}

/** `mon,wed`, `mon-fri`, `sat-mon` or `all`. */
function readDays(typed: string, whisper: Say): readonly Weekday[] {
  const text = typed.trim().toLowerCase();
  if (text === 'all') return WEEKDAYS;
  const days = text.split(/[\s,]+/).flatMap((part) => {
    const [first, last, ...rest] = part.split('-').map((day) => WEEKDAYS.indexOf(day.slice(0, 3) as Weekday));
    if (first === undefined || first < 0 || last === -1 || rest.length > 0) {
      throw new DiscordError(whisper('schedule.days'));
    }
    const length = last === undefined ? 1 : ((last - first + 7) % 7) + 1;
    return Array.from({ length }, (_, step) => (first + step) % 7);
  });
  return WEEKDAYS.filter((_, index) => days.includes(index));
}
