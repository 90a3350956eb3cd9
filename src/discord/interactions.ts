import {
  Events,
  MessageFlags,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  type Interaction,
} from 'discord.js';
import { RadioError, type Archive, type GuildDesk, type Log, type StationDesk } from '../radio/index.ts';
import { clip } from './clip.ts';
import { COMMANDS } from './commands/index.ts';
import type { CommandContext } from './commands/command.ts';
import { DiscordError } from './discord-error.ts';
import { errorText } from './error-text.ts';
import { FloodGate } from './flood.ts';
import { speak, type Say } from './language/language.ts';
import type { Pacing } from './pacing.ts';
import type { Panels } from './panels.ts';
import { press } from './presses.ts';
import { problemIn } from './problems.ts';
import { refusalIn } from './refusals.ts';
import type { Rooms } from './rooms.ts';

/** What answers are made of. */
export interface AnsweringOptions {
  readonly desk: Pick<StationDesk, 'guild'>;
  readonly rooms: Rooms;
  readonly panels: Panels;
  readonly archive: Archive;
  readonly pacing: Pacing;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: () => number;
  readonly log: Log;
}

type Answerable = ChatInputCommandInteraction<'cached'> | ButtonInteraction<'cached'>;

/** Longest text of a message. */
const MESSAGE_LIMIT = 2000;

/** Commands and presses: quick hands stay under this. */
const LISTENER_LIMIT = { most: 8, withinMilliseconds: 10_000 };
const GUILD_LIMIT = { most: 100, withinMilliseconds: 10_000 };

/** Answers commands, their autocompletion and buttons from now on. */
export function answerInteractions(client: Client<true>, options: AnsweringOptions): void {
  const gates = {
    listener: new FloodGate(LISTENER_LIMIT, options.now),
    guild: new FloodGate(GUILD_LIMIT, options.now),
  };
  client.on(Events.InteractionCreate, (interaction) => {
    answer(interaction, options, gates).catch((error: unknown) => {
      options.log.warn({ problem: errorText(error) }, 'An interaction could not be answered.');
    });
  });
}

async function answer(
  interaction: Interaction,
  options: AnsweringOptions,
  gates: Readonly<Record<'listener' | 'guild', FloodGate>>,
): Promise<void> {
  if (!interaction.inCachedGuild()) return;
  const { rooms, panels, archive, pacing, log } = options;
  const whisper = speak(interaction.locale);
  const contextOf = (desk: GuildDesk): CommandContext => {
    return { desk, rooms, panels, archive, pacing, log, whisper, tell: speak(desk.settings().language) };
  };
  if (interaction.isAutocomplete()) {
    const command = COMMANDS.find(({ data }) => data.name === interaction.commandName);
    const context = contextOf(options.desk.guild(interaction.guildId));
    await interaction.respond(command?.complete?.(interaction, context) ?? []);
    return;
  }
  if (!interaction.isChatInputCommand() && !interaction.isButton()) return;
  try {
    if (!gates.listener.passes(interaction.user.id) || !gates.guild.passes(interaction.guildId)) {
      throw new DiscordError(whisper('problem.flood'));
    }
    const context = contextOf(options.desk.guild(interaction.guildId));
    if (interaction.isButton()) return await press(interaction, context);
    const command = COMMANDS.find(({ data }) => data.name === interaction.commandName);
    if (command === undefined) throw new DiscordError(whisper('problem.unknown-command'));
    await command.run(interaction, context);
  } catch (error) {
    await tell(interaction, problemText(error, interaction, { whisper, log }));
  }
}

function problemText(
  error: unknown,
  interaction: Answerable,
  { whisper, log }: { readonly whisper: Say; readonly log: Log },
): string {
  if (error instanceof RadioError && error.refusal !== undefined)
    return clip(refusalIn(error.refusal, whisper), MESSAGE_LIMIT);
  if (error instanceof DiscordError) return clip(error.message, MESSAGE_LIMIT);
  const problem = error instanceof RadioError ? error.problem : undefined;
  if (problem === undefined || (error instanceof RadioError && error.reason === 'fault')) {
    const what = interaction.isButton()
      ? { button: clip(interaction.customId, 30) }
      : { command: interaction.commandName };
    const cause = error instanceof Error && error.cause !== undefined ? { cause: errorText(error.cause) } : {};
    log.error({ ...what, problem: errorText(error), ...cause }, 'A command failed.');
  }
  return problem === undefined ? whisper('problem.fault') : clip(problemIn(problem, whisper), MESSAGE_LIMIT);
}

/** Tells the one who typed the command or pressed the button, and nobody else; a public answer that was promised is withdrawn. */
async function tell(interaction: Answerable, text: string): Promise<void> {
  if (!interaction.deferred && !interaction.replied) {
    await interaction.reply({ content: text, flags: MessageFlags.Ephemeral });
  } else if (interaction.ephemeral === true) {
    await interaction.editReply({ content: text, embeds: [], components: [] });
  } else {
    await interaction.deleteReply();
    await interaction.followUp({ content: text, flags: MessageFlags.Ephemeral });
  }
}
