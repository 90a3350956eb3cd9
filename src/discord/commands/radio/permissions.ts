import { EmbedBuilder, escapeMarkdown, MessageFlags, type SlashCommandBuilder } from 'discord.js';
import { knownName, type GuildSettings, type SettingsChange } from '../../../radio/index.ts';
import { DiscordError } from '../../discord-error.ts';
import type { Say } from '../../language/language.ts';
import { managesServer } from '../../members.ts';
import { CARD_COLOUR } from '../../song-card.ts';
import type { CommandContext, Typed } from '../command.ts';
import { described } from '../described.ts';

/** `/radio permissions …`: shows them; changes those that are named. */
export function addPermissions(builder: SlashCommandBuilder): void {
  builder.addSubcommand((one) =>
    described(one.setName('permissions'), 'command.radio.permissions')
      .addRoleOption((option) => described(option.setName('dj-role'), 'command.radio.permissions.dj-role'))
      .addIntegerOption((option) =>
        described(option.setName('vote-skip').setMinValue(0).setMaxValue(100), 'command.radio.permissions.vote-skip'),
      )
      .addIntegerOption((option) => described(option.setName('per-user'), 'command.radio.permissions.per-user'))
      .addIntegerOption((option) => described(option.setName('per-server'), 'command.radio.permissions.per-server'))
      .addIntegerOption((option) => described(option.setName('longest'), 'command.radio.permissions.longest'))
      .addStringOption((option) => described(option.setName('styles'), 'command.radio.permissions.styles')),
  );
}

export async function permissions(interaction: Typed, { desk, whisper }: CommandContext): Promise<void> {
  const change = readChange(interaction, desk.settings(), desk.catalogue.styles);
  const isChange = Object.keys(change).length > 0;
  if (isChange && !managesServer(interaction)) throw new DiscordError(whisper('radio.managers-only'));
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const now = isChange ? await desk.change(change) : desk.settings();
  await interaction.editReply({ embeds: [permissionsCard(now, whisper)] });
}

function readChange(
  { options, guildId }: Typed,
  { requests }: GuildSettings,
  styles: readonly string[],
): SettingsChange {
  const role = options.getRole('dj-role');
  const voteSkip = options.getInteger('vote-skip');
  const perUserHour = options.getInteger('per-user');
  const perGuildHour = options.getInteger('per-server');
  const maxSeconds = options.getInteger('longest');
  const typedStyles = options.getString('styles');
  const limits = {
    ...(perUserHour === null ? {} : { perUserHour }),
    ...(perGuildHour === null ? {} : { perGuildHour }),
    ...(maxSeconds === null ? {} : { maxSeconds }),
    ...(typedStyles === null ? {} : { styles: readStyles(typedStyles, styles) }),
  };
  return {
    // The role that everybody has is nobody's: it has the server's own id.
    ...(role === null ? {} : { djRoleId: role.id === guildId ? undefined : role.id }),
    ...(voteSkip === null ? {} : { voteSkip: voteSkip / 100 }),
    ...(Object.keys(limits).length === 0 ? {} : { requests: { ...requests, ...limits } }),
  };
}

function readStyles(typed: string, styles: readonly string[]): readonly string[] {
  if (typed.trim().toLowerCase() === 'all') return [];
  const names = typed.split(',').filter((name) => name.trim() !== '');
  return names.map((name) => knownName('style', name.trim(), styles));
}

function permissionsCard({ djRoleId, voteSkip, requests }: GuildSettings, say: Say): EmbedBuilder {
  const rows = [
    [say('permissions.dj'), djRoleId === undefined ? say('value.none') : `<@&${djRoleId}>`],
    [say('permissions.vote-skip'), `${Math.round(voteSkip * 100)} %`],
    [say('permissions.per-user'), String(requests.perUserHour)],
    [say('permissions.per-server'), String(requests.perGuildHour)],
    [say('permissions.longest'), `${requests.maxSeconds} s`],
    [
      say('permissions.styles'),
      requests.styles.length === 0 ? say('value.all') : escapeMarkdown(requests.styles.join(', ')),
    ],
  ] as const;
  return new EmbedBuilder()
    .setColor(CARD_COLOUR)
    .setTitle(say('permissions.title'))
    .addFields(rows.map(([name, value]) => ({ name, value, inline: true })));
}
