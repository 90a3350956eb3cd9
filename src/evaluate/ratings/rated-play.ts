import type { Evidence, HeardPlay, HeardRating, HeardSegment, Listening } from '../../radio/index.ts';

/** A play with its song and all that was said of it. */
export interface RatedPlay {
  readonly play: HeardPlay;
  readonly song: HeardSegment;
  readonly stays: readonly Listening[];
  readonly votes: readonly HeardRating[];
}

/** The plays of logged rows with what belongs to them; a play whose segment isn't known is left out. */
export function ratedPlays({ segments, plays, listenings, ratings }: Evidence): readonly RatedPlay[] {
  const songs = new Map(segments.map((segment) => [segment.facts.id, segment]));
  const stays = Map.groupBy(listenings, ({ playId }) => playId);
  const votes = Map.groupBy(ratings, ({ playId }) => playId);
  return plays.flatMap((play) => {
    const song = songs.get(play.segmentId);
    return song === undefined ? [] : [{ play, song, stays: stays.get(play.id) ?? [], votes: votes.get(play.id) ?? [] }];
  });
}
