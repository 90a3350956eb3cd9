import { stat } from 'node:fs/promises';
import { AttachmentBuilder, escapeMarkdown } from 'discord.js';
import type { GuildDesk, SegmentFacts } from '../radio/index.ts';
import { DiscordError } from './discord-error.ts';
import type { Say } from './language/language.ts';

const MEBIBYTE = 2 ** 20;

/** What of a song's files can be sent; `limit`: the largest file that Discord takes here, in bytes. Throws a DiscordError when there are none any more. */
export async function songFiles(
  desk: Pick<GuildDesk, 'files'>,
  song: SegmentFacts,
  limit: number,
  say: Say,
): Promise<{ readonly content: string; readonly files: AttachmentBuilder[] }> {
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

/** A title as a file's name: letters, digits and dashes. */
function fileName(title: string): string {
  const plain = title.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-');
  return plain.replace(/^-+|-+$/g, '').slice(0, 60) || 'song';
}
