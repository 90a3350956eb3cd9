import { Events, MessageFlags, type ChatInputCommandInteraction, type Client, type Interaction } from 'discord.js';
import { RadioError } from '../radio/index.ts';
import { COMMANDS } from './commands/index.ts';
import type { CommandContext } from './commands/command.ts';
import { DiscordError } from './discord-error.ts';
import { errorText } from './error-text.ts';
import { clip } from './song-card.ts';

/** Longest text of a message. */
const MESSAGE_LIMIT = 2000;

/** Answers slash commands and their autocompletion from now on. */
export function answerInteractions(client: Client<true>, context: CommandContext): void {
  client.on(Events.InteractionCreate, (interaction) => {
    answer(interaction, context).catch((error: unknown) => {
      context.log.warn({ problem: errorText(error) }, 'An interaction could not be answered.');
    });
  });
}

async function answer(interaction: Interaction, context: CommandContext): Promise<void> {
  if (!interaction.inCachedGuild()) return;
  if (!interaction.isAutocomplete() && !interaction.isChatInputCommand()) return;
  const command = COMMANDS.find(({ data }) => data.name === interaction.commandName);
  if (interaction.isAutocomplete()) {
    await interaction.respond(command?.complete?.(interaction, context) ?? []);
    return;
  }
  try {
    if (command === undefined) throw new DiscordError('This command is no longer known here.');
    await command.run(interaction, context);
  } catch (error) {
    await tell(interaction, problemText(error, interaction, context));
  }
}

function problemText(error: unknown, interaction: ChatInputCommandInteraction, context: CommandContext): string {
  if (error instanceof RadioError || error instanceof DiscordError) return clip(error.message, MESSAGE_LIMIT);
  context.log.error({ command: interaction.commandName, problem: errorText(error) }, 'A command failed.');
  return 'That did not work, and it is not your fault: whoever runs this radio finds the reason in its log.';
}

/** Tells the one who typed the command, and nobody else; a public answer that was promised is withdrawn. */
async function tell(interaction: ChatInputCommandInteraction, text: string): Promise<void> {
  if (!interaction.deferred && !interaction.replied) {
    await interaction.reply({ content: text, flags: MessageFlags.Ephemeral });
  } else if (interaction.ephemeral === true) {
    await interaction.editReply({ content: text, embeds: [] });
  } else {
    await interaction.deleteReply();
    await interaction.followUp({ content: text, flags: MessageFlags.Ephemeral });
  }
}
