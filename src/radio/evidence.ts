import type { Thumb } from './ports.ts';
import type { SegmentFacts } from './segment.ts';
import type { ChoiceNote } from './taste.ts';

/** A segment that was on air, as it was logged. */
export interface HeardSegment {
  readonly facts: SegmentFacts;
  /** What was measured of it, by the measure's name; empty when nothing was noted. What `facts` holds itself need not be repeated. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** One airing of a segment in one room. */
export interface HeardPlay {
  readonly id: string;
  readonly segmentId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Seconds of the segment that were aired; undefined while it plays, and when the radio was killed in it. */
  readonly seconds?: number;
  /** The guild whose own programme aired it; undefined for the common programme, which any guild and the page may have heard. */
  readonly guildId?: string;
  /** Why the segment was on: what {@link Taste.choose} noted; undefined for requests, schedules and the reserve. */
  readonly choice?: ChoiceNote;
}

/**
 * How a listener's stay in a play ended. `left` and `skipped` (by this listener's own wish) are verdicts. `ended`: heard to the song's end. `cut`: whatever
 * else ended it, which says nothing of the song: the bot moved or lost its connection, others skipped, the radio stopped, or it isn't known.
 */
export type ListeningEnd = 'left' | 'skipped' | 'ended' | 'cut';

/** One stay of one listener in one play. A listener who leaves and comes back within a play has two. */
export interface Listening {
  readonly playId: string;
  /** A keyed hash, the same as in the ratings; undefined when it isn't known who it was. */
  readonly listener?: string;
  /** Where: a Discord guild; undefined for the web page. A play of the common programme is heard in many places. */
  readonly guildId?: string;
  /** Seconds into the song: 0 for who was there at its beginning. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly end: ListeningEnd;
}

/** The last verdict of one listener on one play. */
export interface HeardRating {
  readonly playId: string;
  readonly listener: string;
  /** Where, as in {@link Listening}. */
  readonly guildId?: string;
  readonly thumb: Thumb;
  /** Milliseconds since the epoch: when it was last changed. */
  readonly at: number;
}

/** What was heard and how it was liked. Votes after less than 5 s of listening are not among the ratings. */
export interface Evidence {
  /** Each segment that is named by a play, once. */
  readonly segments: readonly HeardSegment[];
  /** In the order in which they began. */
  readonly plays: readonly HeardPlay[];
  /** Of these plays only. */
  readonly listenings: readonly Listening[];
  /** Of these plays only. */
  readonly ratings: readonly HeardRating[];
}

/** Reads what was logged. Implemented by `store/`. */
export interface EvidenceReader {
  /**
   * The plays that began in a stretch of time, with all that belongs to them. Rejects with an Error whose message says what to do when the database can't be read.
   */
  read(stretch: EvidenceStretch): Promise<Evidence>;
  /**
   * The same plays in pieces, the earliest first: each is small enough to be read on the thread that sends packets, and ends where a millisecond does, so that
   * one can go on from `startedAt + 1` of its last play. No piece is empty. Rejects as {@link EvidenceReader.read}, with the pieces before it given.
   */
  pieces(stretch: EvidenceStretch): AsyncIterable<Evidence>;
}

/** Which plays are read. */
export interface EvidenceStretch {
  /** Milliseconds since the epoch; included. */
  readonly from: number;
  /** Milliseconds since the epoch; not included. */
  readonly to: number;
  /** Of more plays than this the latest. */
  readonly limit: number;
}
