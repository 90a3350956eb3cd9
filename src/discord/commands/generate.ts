import type { AutocompleteInteraction } from 'discord.js';
import { EFFECT_USUAL_DB, type Catalogue, type RequestInput } from '../../radio/index.ts';
import { DiscordError } from '../discord-error.ts';
import type { Say } from '../language/language.ts';
import { isDj } from '../members.ts';
import { choosable, layerName, moodName } from '../names.ts';
import { ProgressReply } from '../progress-reply.ts';
import { songMessage } from '../song-message.ts';
import type { Command, Typed } from './command.ts';
import { completions } from './completions.ts';
import { choice, described, guildCommand } from './described.ts';

/** The parts an instrument can be asked for, as the options are named. */
const PARTS = ['melody', 'chords', 'bass', 'pad', 'arp', 'fx', 'drums'] as const satisfies readonly (keyof NonNullable<
  RequestInput['instruments']
>)[];

/** How many layers one command can ask for: Discord allows 25 options. */
const LAYERS = ['', '2', '3'] as const;

/** `/generate`: composes what is asked for and plays it here. Values are judged by the station, which says what would do. */
export const generate: Command = {
  data: describe(),
  complete(interaction, { desk, whisper }) {
    const { name, value } = interaction.options.getFocused(true);
    return completions(value, namesFor(name, desk.catalogue), (one) => calledIn(name, one, whisper));
  },
  async run(interaction, { desk, log, pacing, whisper, tell }) {
    const isExempt = isDj(interaction, desk.settings());
    const place = interaction.options.getString('when') === 'next' ? 'next' : 'queue';
    if (place === 'next' && !isExempt) throw new DiscordError(whisper('generate.next-is-for-djs'));
    const request = readRequest(interaction.options, whisper);
    await interaction.deferReply();
    const reply = new ProgressReply(interaction, pacing.betweenEdits, log, tell);
    const song = await desk
      .request(request, {
        listener: interaction.user.id,
        place,
        isExempt,
        onProgress: (progress) => reply.report(progress),
      })
      .finally(() => reply.end());
    await interaction.editReply({ content: tell('generate.ready'), ...(await songMessage(desk, song, tell)) });
  },
};

function describe(): Command['data'] {
  const builder = guildCommand('generate', 'command.generate')
    .addStringOption((option) => described(option.setName('style').setAutocomplete(true), 'command.generate.style'))
    .addStringOption((option) => described(option.setName('mood').setAutocomplete(true), 'command.generate.mood'));
  for (const part of PARTS) {
    builder.addStringOption((option) =>
      described(option.setName(part).setAutocomplete(true), 'command.generate.part', (say) => ({
        part: say(`part.${part}`),
      })),
    );
  }
  for (const layer of LAYERS) {
    builder
      .addStringOption((option) =>
        described(option.setName(`effect${layer}`).setAutocomplete(true), 'command.generate.effect'),
      )
      .addNumberOption((option) => described(option.setName(`level${layer}`), 'command.generate.level'));
  }
  return builder
    .addNumberOption((option) => described(option.setName('tempo'), 'command.generate.tempo'))
    .addStringOption((option) => described(option.setName('key'), 'command.generate.key'))
    .addNumberOption((option) => described(option.setName('energy'), 'command.generate.energy'))
    .addNumberOption((option) => described(option.setName('classical'), 'command.generate.classical'))
    .addIntegerOption((option) => described(option.setName('seed'), 'command.generate.seed'))
    .addNumberOption((option) => described(option.setName('length'), 'command.generate.length'))
    .addStringOption((option) =>
      described(option.setName('when'), 'command.generate.when').addChoices(
        choice('choice.queue', 'queue'),
        choice('choice.next', 'next'),
      ),
    )
    .toJSON();
}

/** What was typed, as the station wants it; what was left out stays out. */
function readRequest(options: Typed['options'], whisper: Say): RequestInput {
  return {
    ...given('style', options.getString('style')),
    ...given('mood', options.getString('mood')),
    ...given('tempo', options.getNumber('tempo')),
    ...given('energy', options.getNumber('energy')),
    ...given('classical', options.getNumber('classical')),
    ...given('key', options.getString('key')),
    ...given('seed', options.getInteger('seed')),
    ...given('seconds', options.getNumber('length')),
    ...given('effects', readEffects(options, whisper)),
    ...given('instruments', readInstruments(options)),
  };
}

function given<K extends string, V>(name: K, value: V | null): Partial<Record<K, V>> {
  const entry: Partial<Record<K, V>> = {};
  if (value !== null) entry[name] = value;
  return entry;
}

function readInstruments(options: Typed['options']): Readonly<Record<string, string>> | null {
  const named = PARTS.flatMap((part) => {
    const instrument = options.getString(part);
    return instrument === null ? [] : [[part, instrument] as const];
  });
  return named.length === 0 ? null : Object.fromEntries(named);
}

function readEffects(options: Typed['options'], whisper: Say): Readonly<Record<string, number>> | null {
  const effects = new Map<string, number>();
  for (const layer of LAYERS) {
    const effect = options.getString(`effect${layer}`);
    const level = options.getNumber(`level${layer}`);
    if (effect === null) {
      if (level !== null) throw new DiscordError(whisper('generate.level-without-effect'));
      continue;
    }
    if (effects.has(effect)) throw new DiscordError(whisper('generate.twice', { effect }));
    effects.set(effect, level ?? EFFECT_USUAL_DB);
  }
  return effects.size === 0 ? null : Object.fromEntries(effects);
}

/** What an option may be completed with, by the option's name; all but these are parts, which want an instrument. */
function namesFor(option: AutocompleteInteraction['commandName'], catalogue: Catalogue): readonly string[] {
  if (option === 'style') return catalogue.styles;
  if (option === 'mood') return catalogue.moods;
  return option.startsWith('effect') ? catalogue.effects : catalogue.instruments;
}

/** What stands for a name among the choices of an option: moods and effects have words of their own in each language. */
function calledIn(option: string, name: string, whisper: Say): string {
  if (option === 'mood') return choosable(moodName(name, whisper), name);
  return option.startsWith('effect') ? choosable(layerName(name, whisper), name) : name;
}
