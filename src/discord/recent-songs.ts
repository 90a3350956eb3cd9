import type { GuildDesk, SegmentFacts } from '../radio/index.ts';

/** The songs that a guild can still talk about: the one on air, and those before it, the latest first. */
export function recentSongs(desk: Pick<GuildDesk, 'onAir' | 'history'>): readonly SegmentFacts[] {
  const onAir = desk.onAir();
  const before = desk.history().map(({ segment }) => segment);
  return onAir.kind === 'song' ? [onAir.segment, ...before] : before;
}
