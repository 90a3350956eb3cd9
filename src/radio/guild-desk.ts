import type { FrontDesk, OnAir, RequestInput } from './front-desk.ts';
import type { GuildSettings, SettingsChange } from './guild-settings.ts';
import type { Play, SongProgress, Tally } from './ports.ts';
import type { SegmentPaths } from './segment-file.ts';
import type { SegmentFacts } from './segment.ts';
import type { StemLimits, Stems } from './stems.ts';

/** A song that a guild heard. */
export interface Heard {
  readonly play: Play;
  readonly segment: SegmentFacts;
  readonly from: Extract<OnAir, { kind: 'song' }>['from'];
}

/** What became of a wish to skip. */
export type SkipOutcome =
  /** The song fades out within a second or so. */
  | { readonly kind: 'skipped'; readonly segment: SegmentFacts }
  /** `votes` of `needed` are there now, this one among them. */
  | { readonly kind: 'voted'; readonly votes: number; readonly needed: number }
  /** Who does not listen has no vote. */
  | { readonly kind: 'absent' }
  /** No song is on air, or it is fading out already. */
  | { readonly kind: 'nothing' };

/** Who asks for something, and how. */
export interface RequestOptions {
  readonly onProgress?: (progress: SongProgress) => void;
  /** A raw identity (a Discord user id), whose requests are counted. */
  readonly listener?: string;
  /** `next`: before the requests that wait already; `queue` when not given. */
  readonly place?: 'queue' | 'next';
  /** The guild's limits do not hold for who asks: a DJ, or who manages the server. */
  readonly isExempt?: boolean;
}

/** Who asks for stems, and how large they may be. */
export interface StemOptions extends Pick<RequestOptions, 'onProgress' | 'isExempt'> {
  /** A raw identity (a Discord user id). */
  readonly listener: string;
  readonly limits: StemLimits;
}

/**
 * The station as one guild has it: a programme of its own where it skipped, asked for something, or has other wishes than the common programme has; the
 * common one else. What is heard here is steered here alone.
 */
export interface GuildDesk extends FrontDesk {
  readonly guildId: string;
  /** What the guild heard before, the latest first, without what is on air. */
  history(): readonly Heard[];
  /** Who asked is counted and may be refused: a RadioError with its `refusal`. */
  request(input: RequestInput, options?: RequestOptions): Promise<SegmentFacts>;
  /**
   * A listener wants the song on air skipped. It is when `force` is set (a DJ), or when enough of those who listen want it. Never throws.
   */
  skip(options: { readonly listener: string; readonly force?: boolean }): SkipOutcome;
  /**
   * Who hears the guild's room now: raw identities (Discord user ids), without bots and without who has deafened themselves. To be called at each change;
   * twice the same does no harm. With nobody there, nothing new is made for the guild. `because`: `radio` when the radio itself moved, or lost or got back its
   * connection: nobody left by themselves then. Until it is called for the first time, each voice connection counts as one listener.
   */
  audience(listeners: readonly string[], because?: 'listeners' | 'radio'): void;
  /** What holds here; what holds by itself until what is stored was read. */
  settings(): GuildSettings;
  /** Resolves when what is stored was read, or could not be. */
  loaded(): Promise<void>;
  /**
   * Changes settings: they hold at once, and resolve when they are stored. Rejects with a RadioError (`invalid`) when one is wrong or names a style or a mood
   * that is not there, with nothing changed; with a fault when they hold but could not be stored.
   */
  change(change: SettingsChange): Promise<GuildSettings>;
  /** Whether it is quiet hours here: then it is soft and calm, and nothing may be asked for. */
  isQuiet(): boolean;
  /** The votes on a segment. */
  tally(segmentId: string): Promise<Tally>;
  /** The files of a segment, or undefined when it is no longer there. */
  files(segmentId: string): SegmentPaths | undefined;
  /**
   * The stems of a segment: those that were made before at once, else the song is made anew for them, which may take minutes, for one song at a time. That counts
   * as a request, and may be refused: a RadioError with its `refusal`. Rejects with a RadioError when they could not be made.
   */
  stems(segmentId: string, options: StemOptions): Promise<Stems>;
}

/** The station's desk for all: the common programme, which the web page steers, and each guild's. */
export interface StationDesk extends FrontDesk {
  /** A guild's desk; the same one each time. */
  guild(guildId: string): GuildDesk;
}
