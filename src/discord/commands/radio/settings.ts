import { EmbedBuilder, escapeMarkdown, MessageFlags, type SlashCommandBuilder } from 'discord.js';
import type { GuildSettings, SettingsChange } from '../../../radio/index.ts';
import { DiscordError } from '../../discord-error.ts';
import { LANGUAGES, speak, type Say } from '../../language/language.ts';
import { managesServer } from '../../members.ts';
import { moodName } from '../../names.ts';
import { CARD_COLOUR } from '../../song-card.ts';
import type { CommandContext, Typed } from '../command.ts';
import { described } from '../described.ts';

/** `/radio settings …`: shows them; changes those that are named. */
export function addSettings(builder: SlashCommandBuilder): void {
  builder.addSubcommand((one) =>
    described(one.setName('settings'), 'command.radio.settings')
      .addStringOption((option) =>
        described(option.setName('language'), 'command.radio.settings.language').addChoices(
          ...LANGUAGES.map(({ name, locale }) => ({ name, value: locale })),
        ),
      )
      .addStringOption((option) =>
        described(option.setName('time-zone').setAutocomplete(true), 'command.radio.settings.time-zone'),
      )
      .addStringOption((option) => described(option.setName('quiet-from'), 'command.radio.settings.quiet-from'))
      .addStringOption((option) => described(option.setName('quiet-to'), 'command.radio.settings.quiet-to'))
      .addBooleanOption((option) => described(option.setName('voice-status'), 'command.radio.settings.voice-status'))
      .addBooleanOption((option) => described(option.setName('jingles'), 'command.radio.settings.jingles'))
      .addBooleanOption((option) => described(option.setName('stay'), 'command.radio.settings.stay')),
  );
}

export async function settings(interaction: Typed, { desk, panels, whisper }: CommandContext): Promise<void> {
  const change = readChange(interaction, desk.settings(), whisper);
  const isChange = Object.keys(change).length > 0;
  if (isChange && !managesServer(interaction)) throw new DiscordError(whisper('radio.managers-only'));
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const now = isChange ? await desk.change(change) : desk.settings();
  // Whoever changed the language sees it at once.
  const say = change.language === undefined ? whisper : speak(change.language);
  await interaction.editReply({ embeds: [settingsCard(now, say)] });
  if (isChange) panels.refresh(interaction.guildId);
}

function readChange({ options }: Typed, now: GuildSettings, whisper: Say): SettingsChange {
  const language = options.getString('language');
  const timeZone = options.getString('time-zone');
  const voiceStatus = options.getBoolean('voice-status');
  const jingles = options.getBoolean('jingles');
  const stay = options.getBoolean('stay');
  return {
    ...(language === null ? {} : { language }),
    ...(timeZone === null ? {} : { timeZone }),
    ...(voiceStatus === null ? {} : { voiceStatus }),
    ...(jingles === null ? {} : { jingles }),
    ...(stay === null ? {} : { stay }),
    ...readQuietHours(options.getString('quiet-from'), options.getString('quiet-to'), now, whisper),
  };
}

function readQuietHours(
  typedFrom: string | null,
  typedTo: string | null,
  { quietHours }: GuildSettings,
  whisper: Say,
): Pick<SettingsChange, 'quietHours'> {
  if (typedFrom === null && typedTo === null) return {};
  if (typedFrom?.trim().toLowerCase() === 'off') return { quietHours: undefined };
  const from = typedFrom ?? quietHours?.from;
  const to = typedTo ?? quietHours?.to;
  if (from === undefined || to === undefined) throw new DiscordError(whisper('settings.quiet-both'));
  return { quietHours: { from: from.trim(), to: to.trim() } };
}

function settingsCard(now: GuildSettings, say: Say): EmbedBuilder {
  const yesNo = (is: boolean): string => say(is ? 'value.yes' : 'value.no');
  const { language, styles, mood, quietHours, panel } = now;
  const plays = [
    styles.length === 0 ? say('settings.house') : styles.join(', '),
    ...(mood === undefined ? [] : [moodName(mood, say)]),
  ];
  const rows = [
    [say('settings.styles'), escapeMarkdown(plays.join(', '))],
    [say('settings.volume'), `${now.volumeTarget} LUFS`],
    [say('settings.language'), LANGUAGES.find(({ locale }) => locale === language)?.name ?? language],
    [say('settings.time-zone'), now.timeZone],
    [say('settings.quiet'), quietHours === undefined ? say('value.none') : say('settings.quiet-hours', quietHours)],
    [say('settings.voice-status'), yesNo(now.voiceStatus)],
    [say('settings.jingles'), yesNo(now.jingles)],
    [say('settings.stay'), yesNo(now.stay)],
    [say('settings.panel'), panel === undefined ? say('value.none') : `<#${panel.channelId}>`],
  ] as const;
  return new EmbedBuilder()
    .setColor(CARD_COLOUR)
    .setTitle(say('settings.title'))
    .addFields(rows.map(([name, value]) => ({ name, value, inline: true })));
}
