import { choosable, moodName } from '../../names.ts';
import type { Command, CommandContext, Typed } from '../command.ts';
import { completions } from '../completions.ts';
import { guildCommand } from '../described.ts';
import { addPanel, panel } from './panel.ts';
import { addPermissions, permissions } from './permissions.ts';
import { addRoom, join, leave } from './room.ts';
import { addSchedule, addEntry, listEntries, removeEntry } from './schedule.ts';
import { addSettings, settings } from './settings.ts';
import { addSound, style, volumeTarget } from './sound.ts';

type Run = (interaction: Typed, context: CommandContext) => Promise<void>;

/** What each subcommand does, by its name, with its group's before it. */
const SUBCOMMANDS: Readonly<Record<string, Run>> = {
  join,
  leave,
  style,
  'volume-target': volumeTarget,
  panel,
  settings,
  permissions,
  'schedule add': addEntry,
  'schedule remove': removeEntry,
  'schedule list': listEntries,
};

/** `/radio`: calls the radio to a voice channel, sends it away, and sets it up for the server. */
export const radio: Command = {
  data: describe(),
  complete(interaction, { desk, whisper }) {
    const { name, value } = interaction.options.getFocused(true);
    const shown = (one: string) => (name === 'mood' ? choosable(moodName(one, whisper), one) : one);
    return completions(value, namesFor(name, desk.catalogue), shown);
  },
  async run(interaction, context) {
    const group = interaction.options.getSubcommandGroup();
    const name = interaction.options.getSubcommand();
    await SUBCOMMANDS[group === null ? name : `${group} ${name}`]?.(interaction, context);
  },
};

function describe(): Command['data'] {
  const builder = guildCommand('radio', 'command.radio');
  for (const add of [addRoom, addSound, addPanel, addSettings, addPermissions, addSchedule]) add(builder);
  return builder.toJSON();
}

function namesFor(
  option: string,
  { styles, moods }: { readonly styles: readonly string[]; readonly moods: readonly string[] },
): readonly string[] {
  if (option === 'style') return styles;
  return option === 'mood' ? moods : Intl.supportedValuesOf('timeZone');
}
