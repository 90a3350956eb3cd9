import { readFile } from 'node:fs/promises';
import type { EmbedBuilder } from 'discord.js';
import type { GuildDesk } from '../radio/index.ts';

/** A file that goes with a message. */
export interface SongPicture {
  readonly name: string;
  readonly attachment: Buffer;
}

const NAME = 'song.png';

/** Puts a song's picture on its card, and gives the file to send along; none when the song has no picture, or no longer. */
export async function withPicture(
  card: EmbedBuilder,
  desk: Pick<GuildDesk, 'files'>,
  segmentId: string,
): Promise<SongPicture[]> {
  const paths = desk.files(segmentId);
  const attachment = paths === undefined ? undefined : await readFile(paths.png).catch(() => undefined);
  if (attachment === undefined) return [];
  card.setImage(`attachment://${NAME}`);
  return [{ name: NAME, attachment }];
}
