import type { Join } from './join.ts';
import type { Recipe } from './recipe.ts';
import type { Segment, SegmentFacts } from './segment.ts';

/** How far a segment is, for people who wait: a stage's name and 0 to 1 over the whole work. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
}

/** Makes segments and puts them into the pool. Implemented by `production/` (worker threads here, other machines later). */
export interface SegmentSource {
  /**
   * Makes a segment; resolves when it lies in the pool.
   * Urgent work goes before work that is not. Rejects with an Error whose message a listener may read.
   * A source that streams calls `onOpening` once, while the rest is still being made: the segment's first packets, which are exactly
   * those that the finished segment begins with, under its id; what its facts say of loudness and length is an estimate.
   */
  produce(
    recipe: Recipe,
    options?: {
      readonly urgent?: boolean;
      readonly onProgress?: (progress: Progress) => void;
      readonly onOpening?: (opening: Segment) => void;
    },
  ): Promise<SegmentFacts>;
}

/** Makes joins of segments that lie in the pool. */
export interface JoinSource {
  /**
   * The join of two segments by their ids, with a jingle between them when one is named; undefined when none fits them. It is wanted within
   * seconds, and rejects with an Error when it can't be made.
   */
  join(from: string, to: string, options?: { readonly jingle?: string }): Promise<Join | undefined>;
}

/** One airing of a segment on a station. */
export interface Play {
  /** A UUID, made by the station. */
  readonly id: string;
  readonly segmentId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Remembers what was played. Calls return at once and never throw: what can't be written now is written later. */
export interface PlayLog {
  segmentMade(facts: SegmentFacts): void;
  playStarted(play: Play): void;
  /** `seconds`: how much of the segment was aired; `listeners`: how many heard its end. */
  playEnded(playId: string, outcome: { readonly seconds: number; readonly listeners: number }): void;
}

/** Thumbs up or down. */
export type Thumb = 1 | -1;

/** A listener's verdict on a play; a later one by the same listener on the same play replaces it. */
export interface Rating {
  readonly playId: string;
  readonly segmentId: string;
  /** A keyed hash of who rated, never a name or a Discord id. */
  readonly listener: string;
  readonly thumb: Thumb;
  /** Where the rating came from: a Discord guild's id, or undefined for the web page. */
  readonly guildId?: string;
}

/** Votes on a segment. */
export interface Tally {
  readonly up: number;
  readonly down: number;
}

/** Keeps ratings. Rejects when the rating is not stored, so that the listener can be told. */
export interface RatingStore {
  rate(rating: Rating): Promise<void>;
  tally(segmentId: string): Promise<Tally>;
}

/** A voice channel the radio plays in. */
export interface Room {
  readonly guildId: string;
  readonly channelId: string;
}

/** Remembers the rooms to rejoin after a restart; one room a guild. */
export interface RoomStore {
  rooms(): Promise<readonly Room[]>;
  remember(room: Room): Promise<void>;
  forget(guildId: string): Promise<void>;
}
