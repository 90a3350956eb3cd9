import {
  InteractionContextType,
  SlashCommandBuilder,
  type ApplicationCommandOptionChoiceData,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
} from 'discord.js';
import { EFFECT_USUAL_DB, type Catalogue, type RequestInput } from '../../radio/index.ts';
import { ProgressReply } from '../progress-reply.ts';
import { clip, songCard } from '../song-card.ts';
import type { Command } from './command.ts';

type Typed = ChatInputCommandInteraction<'cached'>;

/** The parts an instrument can be asked for, as the options are named. */
const PARTS = ['melody', 'chords', 'bass', 'pad', 'arp', 'fx', 'drums'] as const satisfies readonly (keyof NonNullable<
  RequestInput['instruments']
>)[];

/** Discord's limits on what autocompletion offers. */
const CHOICES_LIMIT = 25;
const CHOICE_LIMIT = 100;

/** `/generate`: composes what is asked for and puts it next. Values are judged by the station, which says what would do. */
export const generate: Command = {
  data: describe(),
  complete: (interaction, { desk }) => completions(interaction, desk.catalogue),
  async run(interaction, { desk, log, pacing }) {
    await interaction.deferReply();
    const reply = new ProgressReply(interaction, pacing.betweenEdits, log);
    const song = await desk
      .request(readRequest(interaction.options), { onProgress: (progress) => reply.report(progress) })
      .finally(() => reply.end());
    await interaction.editReply({ content: 'Your song is ready and comes next.', embeds: [songCard(song)] });
  },
};

function describe(): Command['data'] {
  const builder = new SlashCommandBuilder()
    .setName('generate')
    .setDescription('Composes a song to your wishes and plays it next')
    .setContexts(InteractionContextType.Guild)
    .addStringOption((option) => option.setName('style').setDescription('Such as lofi').setAutocomplete(true))
    .addStringOption((option) => option.setName('mood').setDescription('Such as rainy').setAutocomplete(true));
  for (const part of PARTS) {
    builder.addStringOption((option) =>
      option.setName(part).setDescription(`Instrument for the ${part}`).setAutocomplete(true),
    );
  }
  return builder
    .addStringOption((option) => option.setName('effect').setDescription('A layer such as rain').setAutocomplete(true))
    .addNumberOption((option) =>
      option
        .setName('level')
        .setDescription("The effect's level against the music in dB: -3 is loud, -20 soft, -60 off"),
    )
    .addNumberOption((option) => option.setName('tempo').setDescription('Beats a minute'))
    .addStringOption((option) => option.setName('key').setDescription('Such as C, Eb major or F# minor'))
    .addNumberOption((option) =>
      option.setName('energy').setDescription('How much happens, from 0 (sparse) to 1 (full)'),
    )
    .addNumberOption((option) =>
      option.setName('classical').setDescription('How much Classical is in it, from 0 to 1, in styles that know it'),
    )
    .addIntegerOption((option) => option.setName('seed').setDescription('The same seed gives the same song again'))
    .addNumberOption((option) => option.setName('length').setDescription('Seconds'))
    .toJSON();
}

/** What was typed, as the station wants it; what was left out stays out. */
function readRequest(options: Typed['options']): RequestInput {
  const style = options.getString('style');
  const mood = options.getString('mood');
  const tempo = options.getNumber('tempo');
  const energy = options.getNumber('energy');
  const classical = options.getNumber('classical');
  const key = options.getString('key');
  const seed = options.getInteger('seed');
  const seconds = options.getNumber('length');
  const effect = options.getString('effect');
  const instruments = PARTS.flatMap((part) => {
    const instrument = options.getString(part);
    return instrument === null ? [] : [[part, instrument] as const];
  });
  return {
    ...(style === null ? {} : { style }),
    ...(mood === null ? {} : { mood }),
    ...(tempo === null ? {} : { tempo }),
    ...(energy === null ? {} : { energy }),
    ...(classical === null ? {} : { classical }),
    ...(key === null ? {} : { key }),
    ...(seed === null ? {} : { seed }),
    ...(seconds === null ? {} : { seconds }),
    ...(effect === null ? {} : { effects: { [effect]: options.getNumber('level') ?? EFFECT_USUAL_DB } }),
    ...(instruments.length === 0 ? {} : { instruments: Object.fromEntries(instruments) }),
  };
}

function completions(
  interaction: AutocompleteInteraction,
  catalogue: Catalogue,
): readonly ApplicationCommandOptionChoiceData[] {
  const { name, value } = interaction.options.getFocused(true);
  const installed = installedFor(name, catalogue);
  const typed = value.trim().toLowerCase();
  const fits = installed.filter((item) => item.length <= CHOICE_LIMIT && item.toLowerCase().includes(typed));
  const startsWithTyped = (item: string): number => (item.toLowerCase().startsWith(typed) ? 0 : 1);
  return fits
    .toSorted((a, b) => startsWithTyped(a) - startsWithTyped(b))
    .slice(0, CHOICES_LIMIT)
    .map((item) => ({ name: clip(item, CHOICE_LIMIT), value: item }));
}

/** What an option may be completed with, by the option's name; all but these are parts, which want an instrument. */
function installedFor(option: string, catalogue: Catalogue): readonly string[] {
  switch (option) {
    case 'style':
      return catalogue.styles;
    case 'mood':
      return catalogue.moods;
    case 'effect':
      return catalogue.effects;
    default:
      return catalogue.instruments;
  }
}
