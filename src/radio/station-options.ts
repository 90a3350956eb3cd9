import type { Random } from '../random/index.ts';
import type { ClockStats } from './clock.ts';
import type { Catalogue, Listener, OnAir } from './front-desk.ts';
import type { Jingles } from './jingles.ts';
import type { Leveller } from './leveller.ts';
import type { Log } from './log.ts';
import type { Pad } from './pad.ts';
import type { JoinSource, PlayLog, RatingStore, SegmentSource, SettingsStore } from './ports.ts';
import type { Planned } from './production-line.ts';
import type { SourceCounts } from './programme.ts';
import type { Recipe } from './recipe.ts';
import type { SegmentPool } from './segment-pool.ts';
import type { StemShelf } from './stem-shelf.ts';
import type { Time } from './time.ts';
import type { Wish } from './week-schedule.ts';

/** What a station is made of. */
export interface StationOptions {
  readonly catalogue: Catalogue;
  readonly source: SegmentSource;
  readonly pool: SegmentPool;
  /** Joins songs; without it they follow each other packet by packet. */
  readonly joins?: JoinSource;
  readonly jingles?: Jingles;
  readonly pad: Pad;
  /** What to compose when nobody asked for anything. */
  readonly plan: () => Recipe | Planned;
  /** The same for a guild with wishes of its own; as for all when not given. */
  readonly planFor?: (wish: Wish, guildId: string) => () => Recipe | Planned;
  /** Styles that the common programme plays; any when there are none, or it is not given. */
  readonly commonStyles?: () => readonly string[];
  readonly playLog: PlayLog;
  readonly ratings: RatingStore;
  /** Keeps guilds' settings; without it they last as long as the process. */
  readonly settings?: SettingsStore;
  /** Secret that turns listeners' identities into what is stored. */
  readonly ratingKey: string | Uint8Array;
  /** Chooses from the reserve, and seeds for requests without one. */
  readonly random: Random;
  readonly time: Time;
  /** Milliseconds since the epoch: for what people read, never for the air. */
  readonly wallClock: () => number;
  readonly log: Log;
  /** Songs to keep ahead of the air; 2 when not given. */
  readonly ahead?: number;
  /** Requests that may wait at once in a programme; 20 when not given. */
  readonly maxRequests?: number;
  /** Songs that are made although nobody listens, so that the first who does hears music; 10 when not given. */
  readonly leastSongs?: number;
  /** Orders of each kind that lie with the source at once; 2 when not given. */
  readonly ordersAtOnce?: number;
  /** Plays songs at other levels to guilds that want it; without it all are as they were made. */
  readonly leveller?: Leveller;
  /** Makes and keeps the stems of songs; without it there are none. */
  readonly stems?: StemShelf;
  /** What the segments of all programmes may take in memory before they are chosen from those that are there; 256 MB when not given. */
  readonly memoryBytes?: number;
}

/** What a station counts, for `/metrics` and for the table of a long run. */
export interface StationStats {
  readonly clock: ClockStats;
  readonly packets: number;
  readonly sources: SourceCounts;
  /** Songs that went over into the next one by a join. */
  readonly joins: number;
  readonly productionFailures: number;
  readonly listeners: Readonly<Record<Listener['kind'], number>>;
  readonly listenersRemoved: number;
  readonly requests: number;
  readonly pool: { readonly segments: number; readonly bytes: number };
  /** Programmes on air: the common one, and those that guilds have of their own. */
  readonly programmes: number;
  /** Segments that programmes have on air or next. */
  readonly memory: { readonly segments: number; readonly bytes: number };
}

/** Whether packets flow. */
export interface StationHealth {
  readonly healthy: boolean;
  readonly onAir: OnAir['kind'];
  /** Seconds since the last packet; undefined before the first. */
  readonly silentSeconds: number | undefined;
}
