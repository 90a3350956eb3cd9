import type {
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Archive, GuildDesk, Log } from '../../radio/index.ts';
import type { Say } from '../language/language.ts';
import type { Pacing } from '../pacing.ts';
import type { Panels } from '../panels.ts';
import type { Rooms } from '../rooms.ts';

/** What a command or a button works with, in one server. */
export interface CommandContext {
  readonly desk: GuildDesk;
  readonly rooms: Rooms;
  readonly panels: Panels;
  readonly archive: Archive;
  readonly log: Log;
  readonly pacing: Pacing;
  /** For what only the one who asked reads: in their own language. */
  readonly whisper: Say;
  /** For what everybody in the server reads: in the server's language. */
  readonly tell: Say;
}

/** A command as it was typed. */
export type Typed = ChatInputCommandInteraction<'cached'>;

/** A slash command: how Discord shows it, and what it does. */
export interface Command {
  readonly data: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /**
   * Answers within Discord's three seconds, if only by deferring. May throw: a RadioError's or DiscordError's message is
   * shown to the one who typed the command, anything else is logged.
   */
  run(interaction: Typed, context: CommandContext): Promise<void>;
  /** What to offer while an option is being typed, at most 25. */
  complete?(
    interaction: AutocompleteInteraction<'cached'>,
    context: CommandContext,
  ): readonly ApplicationCommandOptionChoiceData[];
}
