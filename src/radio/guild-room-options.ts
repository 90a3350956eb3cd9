import type { Random } from '../random/index.ts';
import type { Airwave, AirwaveOptions } from './airwave.ts';
import type { Catalogue } from './front-desk.ts';
import type { Log } from './log.ts';
import type { Hearing, SettingsStore } from './ports.ts';
import type { RatingBook } from './rating-book.ts';
import type { RoomWishesOptions } from './room-wishes.ts';
import type { SegmentPaths } from './segment-file.ts';
import type { SegmentFacts } from './segment.ts';
import type { StemShelf } from './stem-shelf.ts';
import type { Wish } from './week-schedule.ts';

/** What a room asks of the programme of its own. */
export type OwnProgramme = Pick<
  AirwaveOptions,
  'guildId' | 'ahead' | 'audience' | 'fits' | 'heard' | 'isResting' | 'level' | 'onAiring' | 'onTurn' | 'onUpNext'
> & {
  readonly wish: () => Wish;
  /** Whether it plays jingles, as things are. */
  readonly wantsJingles: () => boolean;
};

/** What a guild's room works with. */
export interface GuildRoomOptions extends RoomWishesOptions {
  readonly guildId: string;
  readonly common: Airwave;
  /** Makes an airwave of the room's own, which begins as another one when that is given. */
  readonly open: (own: OwnProgramme, like: Airwave | undefined) => Airwave;
  readonly close: (own: Airwave) => void;
  /** Calls back when the packet that is being sent has gone to everyone. */
  readonly afterPacket: (callback: () => void) => void;
  /** How many segments of the pool fit, up to a number. */
  readonly count: (fits: (facts: SegmentFacts) => boolean, most: number) => number;
  readonly files: (segmentId: string) => SegmentPaths | undefined;
  /** A segment of the pool. */
  readonly segment: (segmentId: string) => SegmentFacts | undefined;
  /** Keeps it in the pool until the returned function is called. */
  readonly hold: (segmentId: string) => () => void;
  /** Without it there are no stems. */
  readonly stems: StemShelf | undefined;
  /** More or fewer people listen. */
  readonly onAudience: () => void;
  readonly catalogue: Catalogue;
  readonly settings: SettingsStore | undefined;
  readonly book: RatingBook;
  readonly report: (hearings: readonly Hearing[]) => void;
  readonly random: Random;
  readonly log: Log;
}
