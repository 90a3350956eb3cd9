import type { ActionRowBuilder, ButtonBuilder, EmbedBuilder } from 'discord.js';
import type { GuildDesk, SegmentFacts } from '../radio/index.ts';
import type { Say } from './language/language.ts';
import { songButtons } from './song-buttons.ts';
import { nowPlayingCard, songCard } from './song-card.ts';

/** A message with a card and its buttons. */
export interface CardMessage {
  readonly embeds: EmbedBuilder[];
  readonly components: ActionRowBuilder<ButtonBuilder>[];
}

/** The card of a song that is not on air, with what can be done with it. */
export function songMessage(song: SegmentFacts, { say }: { readonly say: Say }): CardMessage {
  return { embeds: [songCard(song, say)], components: [songButtons({ segmentId: song.id }, say)] };
}

/** The card of what is on air, with buttons. Never rejects: without the database it has no votes. */
export async function nowPlayingMessage(
  desk: Pick<GuildDesk, 'onAir' | 'upNext' | 'listeners' | 'tally'>,
  say: Say,
): Promise<CardMessage> {
  const onAir = desk.onAir();
  const [next] = desk.upNext();
  const listeners = desk.listeners();
  if (onAir.kind === 'pad') return { embeds: [nowPlayingCard({ onAir, next, listeners }, say)], components: [] };
  const votes = await desk.tally(onAir.segment.id).catch(() => undefined);
  return {
    embeds: [nowPlayingCard({ onAir, next, listeners, votes }, say)],
    components: [songButtons({ segmentId: onAir.segment.id, playId: onAir.play.id }, say)],
  };
}
