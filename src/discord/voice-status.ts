import { DiscordAPIError, RESTJSONErrorCodes, type REST } from 'discord.js';
import type { GuildDesk, Room } from '../radio/index.ts';
import { clip } from './clip.ts';

/** Longest status of a voice channel. */
const STATUS_LIMIT = 500;

/** What the status of a voice channel says. */
export interface ShownStatus {
  readonly channelId: string;
  readonly text: string;
}

/**
 * Makes the status of the room's channel name the song on air, and takes it off a channel that the radio has left, where it may Manage Channels: else only who is
 * in a channel may ({@link setVoiceStatus} before). Gives what is shown now. Where the right to set it is missing nothing is shown. Rejects with what else Discord says.
 */
export async function showVoiceStatus(now: {
  readonly rest: Pick<REST, 'put'>;
  readonly desk: Pick<GuildDesk, 'onAir' | 'settings'>;
  readonly room: Room | undefined;
  readonly shown: ShownStatus | undefined;
}): Promise<ShownStatus | undefined> {
  const { rest, desk, room, shown } = now;
  const wanted = desk.settings().voiceStatus ? room : undefined;
  if (shown !== undefined && shown.channelId !== wanted?.channelId) await setVoiceStatus(rest, shown.channelId, '');
  if (wanted === undefined) return undefined;
  const onAir = desk.onAir();
  const text = onAir.kind === 'song' ? clip(`${onAir.segment.title} · ${onAir.segment.style}`, STATUS_LIMIT) : '';
  const { channelId } = wanted;
  if (shown?.channelId === channelId && shown.text === text) return shown;
  return (await setVoiceStatus(rest, channelId, text)) ? { channelId, text } : undefined;
}

/** Sets the status of a voice channel; false when the bot may not. Rejects with what else Discord says. */
export async function setVoiceStatus(rest: Pick<REST, 'put'>, channelId: string, status: string): Promise<boolean> {
  try {
    await rest.put(`/channels/${channelId}/voice-status`, { body: { status } });
    return true;
  } catch (error) {
    const { MissingPermissions, MissingAccess, UnknownChannel } = RESTJSONErrorCodes;
    const isRefused =
      error instanceof DiscordAPIError &&
      [MissingPermissions, MissingAccess, UnknownChannel].some((code) => code === error.code);
    if (!isRefused) throw error;
    return false;
  }
}
