import type { SlashCommandBuilder } from 'discord.js';
import { knownName, VOLUME_TARGETS, type GuildSettings } from '../../../radio/index.ts';
import { DiscordError } from '../../discord-error.ts';
import type { MessageKey } from '../../language/english.ts';
import { isDj, managesServer } from '../../members.ts';
import { moodName } from '../../names.ts';
import type { CommandContext, Typed } from '../command.ts';
import { choice, described } from '../described.ts';

const LOUDNESS: Readonly<Record<GuildSettings['volumeTarget'], MessageKey>> = {
  [-14]: 'choice.loud',
  [-18]: 'choice.softer',
  [-23]: 'choice.quiet',
};

/** `/radio style [style] [mood]` and `/radio volume-target`. */
export function addSound(builder: SlashCommandBuilder): void {
  builder
    .addSubcommand((one) =>
      described(one.setName('style'), 'command.radio.style')
        .addStringOption((option) =>
          described(option.setName('style').setAutocomplete(true), 'command.radio.style.style'),
        )
        .addStringOption((option) =>
          described(option.setName('mood').setAutocomplete(true), 'command.radio.style.mood'),
        ),
    )
    .addSubcommand((one) =>
      described(one.setName('volume-target'), 'command.radio.volume-target').addIntegerOption((option) =>
        described(option.setName('loudness').setRequired(true), 'command.radio.volume-target.loudness').addChoices(
          ...VOLUME_TARGETS.map((lufs) => choice(LOUDNESS[lufs], lufs)),
        ),
      ),
    );
}

export async function style(interaction: Typed, { desk, whisper, tell }: CommandContext): Promise<void> {
  if (!isDj(interaction, desk.settings())) throw new DiscordError(whisper('radio.djs-only'));
  const typedStyle = interaction.options.getString('style');
  const typedMood = interaction.options.getString('mood');
  const { styles, moods } = desk.catalogue;
  const wanted = typedStyle === null ? undefined : knownName('style', typedStyle, styles);
  const mood = typedMood === null ? undefined : knownName('mood', typedMood, moods);
  await interaction.deferReply();
  await desk.change({ styles: wanted === undefined ? [] : [wanted], mood });
  const what = [wanted, mood === undefined ? undefined : moodName(mood, tell)]
    .filter((one) => one !== undefined)
    .join(', ');
  await interaction.editReply(what === '' ? tell('radio.style-usual') : tell('radio.style-set', { what }));
}

export async function volumeTarget(interaction: Typed, { desk, whisper, tell }: CommandContext): Promise<void> {
  if (!managesServer(interaction)) throw new DiscordError(whisper('radio.managers-only'));
  const lufs = interaction.options.getInteger('loudness', true);
  const target = VOLUME_TARGETS.find((one) => one === lufs) ?? VOLUME_TARGETS[0];
  await interaction.deferReply();
  await desk.change({ volumeTarget: target });
  await interaction.editReply(tell('radio.volume-set', { lufs: target }));
}
