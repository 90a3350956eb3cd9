import type { ActionRowBuilder, ButtonBuilder, EmbedBuilder } from 'discord.js';
import type { GuildDesk, SegmentFacts } from '../radio/index.ts';
import type { Say } from './language/language.ts';
import { songButtons } from './song-buttons.ts';
import { nowPlayingCard, songCard } from './song-card.ts';
import { withPicture, type SongPicture } from './song-picture.ts';

/** A message with a card and its buttons. */
export interface CardMessage {
  readonly embeds: EmbedBuilder[];
  readonly components: ActionRowBuilder<ButtonBuilder>[];
  readonly files: SongPicture[];
}

/** The card of a song that is not on air, with what can be done with it. */
export async function songMessage(desk: Pick<GuildDesk, 'files'>, song: SegmentFacts, say: Say): Promise<CardMessage> {
  const card = songCard(song, say);
  const files = await withPicture(card, desk, song.id);
  return { embeds: [card], components: [songButtons({ segmentId: song.id }, say)], files };
}

/** The card of what is on air, with buttons. Never rejects: without the database it has no votes. */
export async function nowPlayingMessage(
  desk: Pick<GuildDesk, 'onAir' | 'upNext' | 'listeners' | 'tally' | 'files'>,
  say: Say,
): Promise<CardMessage> {
  const onAir = desk.onAir();
  const [next] = desk.upNext();
  const listeners = desk.listeners();
  if (onAir.kind === 'pad')
    return { embeds: [nowPlayingCard({ onAir, next, listeners }, say)], components: [], files: [] };
  const votes = await desk.tally(onAir.segment.id).catch(() => undefined);
  const card = nowPlayingCard({ onAir, next, listeners, votes }, say);
  const files = await withPicture(card, desk, onAir.segment.id);
  const buttons = songButtons({ segmentId: onAir.segment.id, playId: onAir.play.id }, say);
  return { embeds: [card], components: [buttons], files };
}
