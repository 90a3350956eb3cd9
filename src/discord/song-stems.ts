import { basename, extname } from 'node:path';
import { AttachmentBuilder, escapeMarkdown } from 'discord.js';
import type { GuildDesk, SongProgress, SegmentFacts, Stems } from '../radio/index.ts';
import { fileName } from './file-name.ts';
import type { Say } from './language/language.ts';

const MEBIBYTE = 2 ** 20;

/** Files that a message may have. */
const MOST_FILES = 10;

/** More is not made for anyone, however much Discord would take: at their best, parts of most songs take less. */
const MOST_BYTES = 50 * MEBIBYTE;

/** What a song's encoder spends too: there is nothing to say of stems with as many bits a second. */
const FULL_BITRATE = 128_000;

/** Who asks for the stems of a song; `limit`: bytes that Discord takes here. */
export interface StemsAsked {
  readonly limit: number;
  /** A Discord user id. */
  readonly listener: string;
  readonly isExempt: boolean;
  readonly onProgress: (progress: SongProgress) => void;
}

/** The parts of a song as files to send, or a sentence on why there are none. Throws as `GuildDesk.stems`. */
export async function songStems(
  desk: Pick<GuildDesk, 'stems'>,
  song: SegmentFacts,
  { limit, ...asked }: StemsAsked,
  say: Say,
): Promise<{ readonly content: string; readonly files: AttachmentBuilder[] }> {
  const bytes = Math.min(limit, MOST_BYTES);
  const stems = await desk.stems(song.id, { ...asked, limits: { bytes, files: MOST_FILES } });
  const content = sentence(stems, { title: escapeMarkdown(song.title), limit: mebibytes(bytes) }, say);
  if (stems.kind !== 'there') return { content, files: [] };
  const name = fileName(song.title);
  return {
    content,
    files: stems.files.map((file) => new AttachmentBuilder(file, { name: `${name}-${basename(file)}` })),
  };
}

function sentence(stems: Stems, values: { readonly title: string; readonly limit: string }, say: Say): string {
  switch (stems.kind) {
    case 'there':
      return [
        say('stems.here', { ...values, kbits: Math.round(stems.bitrate / 1000) }),
        ...(stems.bitrate < FULL_BITRATE ? [say('stems.fitted', values)] : []),
        ...(stems.files.some((file) => extname(file) === '.zip') ? [say('stems.zipped', { most: MOST_FILES })] : []),
      ].join(' ');
    case 'too-large':
      return say('stems.too-large', { ...values, size: mebibytes(stems.bytes) });
    case 'changed':
      return say('stems.changed', values);
    case 'gone':
      return say('download.gone');
    case 'busy':
      return say('stems.busy');
    case 'late':
      return say('stems.late');
  }
}

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}
