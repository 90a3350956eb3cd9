import { stat } from 'node:fs/promises';
import { ActionRowBuilder, AttachmentBuilder, escapeMarkdown, type ButtonBuilder } from 'discord.js';
import type { GuildDesk, SegmentFacts } from '../radio/index.ts';
import { DiscordError } from './discord-error.ts';
import { fileName } from './file-name.ts';
import type { Say } from './language/language.ts';
import { stemsButton } from './song-buttons.ts';

const MEBIBYTE = 2 ** 20;

/** What of a song's files can be sent, with a button for its parts; `limit`: the largest file that Discord takes here, in bytes. Throws a DiscordError when there are none any more. */
export async function songFiles(
  desk: Pick<GuildDesk, 'files'>,
  song: SegmentFacts,
  limit: number,
  say: Say,
): Promise<{
  readonly content: string;
  readonly files: AttachmentBuilder[];
  readonly components: ActionRowBuilder<ButtonBuilder>[];
}> {
  const paths = desk.files(song.id);
  const sizes = paths === undefined ? undefined : await Promise.all([sizeOf(paths.ogg), sizeOf(paths.midi)]);
  const [ogg, midi] = sizes ?? [];
  if (paths === undefined || ogg === undefined) throw new DiscordError(say('download.gone'));
  const name = fileName(song.title);
  const title = escapeMarkdown(song.title);
  const fits = ogg <= limit;
  return {
    content: fits
      ? say('download.here', { title })
      : say('download.too-large', { title, size: mebibytes(ogg), limit: mebibytes(limit) }),
    files: [
      ...(fits ? [new AttachmentBuilder(paths.ogg, { name: `${name}.ogg` })] : []),
      ...(midi === undefined ? [] : [new AttachmentBuilder(paths.midi, { name: `${name}.mid` })]),
    ],
    components: [new ActionRowBuilder<ButtonBuilder>().addComponents(stemsButton(song.id, say))],
  };
}

/** The size of a file in bytes; undefined when it is gone: the pool throws the oldest songs out. */
async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    return undefined;
  }
}

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}
