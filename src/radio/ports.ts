import type { Db } from '../dsp/index.ts';
import type { GuildSettings } from './guild-settings.ts';
import type { ListeningEnd } from './evidence.ts';
import type { Join } from './join.ts';
import type { Recipe } from './recipe.ts';
import type { Segment, SegmentFacts } from './segment.ts';
import type { ChoiceNote } from './taste.ts';

/** How far some work is, for people who wait: a stage's name and 0 to 1 over the whole work. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
}

/** What is done for a song, in this order; `waiting` until it is begun. */
export const SONG_STAGES = [
  'waiting',
  'composing',
  'sound check',
  'playing',
  'mixing',
  'mastering',
  'encoding',
] as const;

export type SongStage = (typeof SONG_STAGES)[number];

/** How far a song is: 0 to 1 over the whole work. */
export interface SongProgress extends Progress {
  readonly stage: SongStage;
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
      readonly onProgress?: (progress: SongProgress) => void;
      readonly onOpening?: (opening: Segment) => void;
      /** Nobody wants it any more: rejects when it was not begun. What was begun may be finished. */
      readonly signal?: AbortSignal;
    },
  ): Promise<SegmentFacts>;
}

/** What a join may be asked to have. */
export interface JoinOptions {
  /** A jingle between the songs, by name. */
  readonly jingle?: string;
  /** How much louder or softer than they were made the songs are sent; as they were made when it is not given. */
  readonly db?: Db;
}

/** Makes joins of segments that lie in the pool. */
export interface JoinSource {
  /**
   * The join of two segments by their ids; undefined when none fits them. It is wanted within seconds, and rejects with an Error when it can't be
   * made.
   */
  join(from: string, to: string, options?: JoinOptions): Promise<Join | undefined>;
}

/** One airing of a segment on a station. */
export interface Play {
  /** A UUID, made by the station. */
  readonly id: string;
  readonly segmentId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The guild whose own programme aired it; not given when the common programme did, which any guild and the web page may have heard. */
  readonly guildId?: string;
  /** Why it is on: what was noted when it was chosen; not given for requests, schedules and the reserve. */
  readonly choice?: ChoiceNote;
}

/** How a play went. */
export interface PlayOutcome {
  /** How much of the segment was aired, in seconds of it. */
  readonly seconds: number;
  /** How many heard its end. */
  readonly listeners: number;
  /** `ended`: at its own end; `skipped`: listeners wanted it to stop; `cut`: the radio stopped it (it went off air, or the rest was not made in time). */
  readonly end?: 'ended' | 'skipped' | 'cut';
}

/** A stretch of a play that one listener heard. One listener may hear several of a play: who leaves and comes back hears two. */
export interface Hearing {
  readonly playId: string;
  readonly segmentId: string;
  /** A keyed hash of who listened, the same that ratings carry; never a name or a Discord id. */
  readonly listener: string;
  /** Where: a Discord guild's id, or not given for the web page. */
  readonly guildId?: string;
  /** Seconds into the song. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Why it ended. A song that others skipped is `cut` for this listener. */
  readonly end: ListeningEnd;
  /** When it ended: milliseconds since the epoch. */
  readonly at: number;
}

/** Remembers what was played and who heard it. Calls return at once and never throw: what can't be written now is written later. */
export interface PlayLog {
  segmentMade(facts: SegmentFacts): void;
  playStarted(play: Play): void;
  playEnded(playId: string, outcome: PlayOutcome): void;
  /** Stretches that ended at the same moment; a play's own are told before its end is. At the turn of a song these are all listeners of a guild. */
  heard(hearings: readonly Hearing[]): void;
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
  /** Seconds of the play that the listener had heard by then; not given when it is not known who listened. */
  readonly heardSeconds?: number;
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

/** Remembers what guilds have set. */
export interface SettingsStore {
  /** What was saved last, read by `parseGuildSettings`; undefined when nothing was. Rejects when it can't be read. */
  load(guildId: string): Promise<GuildSettings | undefined>;
  /** Resolves when they are saved, or soon will be; they hold from before that on. */
  save(guildId: string, settings: GuildSettings): Promise<void>;
}
