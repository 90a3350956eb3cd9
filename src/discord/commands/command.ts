import type {
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { FrontDesk, Log } from '../../radio/index.ts';
import type { Pacing } from '../pacing.ts';
import type { Rooms } from '../rooms.ts';

/** What a command works with. */
export interface CommandContext {
  readonly desk: FrontDesk;
  readonly rooms: Rooms;
  readonly log: Log;
  readonly pacing: Pacing;
}

/** A slash command: how Discord shows it, and what it does. */
export interface Command {
  readonly data: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /**
   * Answers within Discord's three seconds, if only by deferring. May throw: a RadioError's or DiscordError's message is
   * shown to the one who typed the command, anything else is logged.
   */
  run(interaction: ChatInputCommandInteraction<'cached'>, context: CommandContext): Promise<void>;
  /** What to offer while an option is being typed, at most 25. */
  complete?(
    interaction: AutocompleteInteraction<'cached'>,
    context: CommandContext,
  ): readonly ApplicationCommandOptionChoiceData[];
}
