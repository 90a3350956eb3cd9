import type { GuildDesk, Room } from '../radio/index.ts';
import type { Say } from './language/language.ts';
import { reasonIn } from './reasons.ts';
import { nowPlayingMessage, type CardMessage } from './song-message.ts';
import type { SessionStatus } from './voice-session.ts';

/** How the radio stands in a server's voice channel. */
export interface RoomState {
  readonly room: Room | undefined;
  readonly status: SessionStatus | undefined;
}

/** The standing message: what is on air, or why nothing is heard here. */
export async function panelMessage(desk: GuildDesk, state: RoomState, say: Say): Promise<CardMessage> {
  const message = await nowPlayingMessage(desk, say);
  const [card] = message.embeds;
  const silence = whySilent(state, say);
  // Where nothing is heard there is nothing to rate or skip.
  if (card === undefined || silence === undefined) return message;
  return { ...message, embeds: [card.setDescription(silence)], components: [] };
}

function whySilent({ room, status }: RoomState, say: Say): string | undefined {
  if (status?.kind === 'playing' && status.unheard === undefined) return undefined;
  if (status?.kind === 'ended') return reasonIn(status.end.reason, say);
  if (room === undefined || status === undefined) return say('panel.not-called');
  const channel = `<#${room.channelId}>`;
  if (status.kind === 'playing') {
    return status.unheard && say('radio.unheard', { channel, reason: reasonIn(status.unheard, say) });
  }
  if (status.kind === 'waiting') return say('radio.waiting', { channel, reason: reasonIn(status.reason, say) });
  return say('radio.on-my-way', { channel });
}
