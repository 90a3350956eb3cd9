import type { Db } from '../dsp/index.ts';
import type { Catalogue } from './front-desk.ts';
import { VOLUME_TARGETS, type GuildSettings } from './guild-settings.ts';
import { isQuiet, loudnessAt, QUIET_MOOD } from './quiet-hours.ts';
import type { SegmentFacts } from './segment.ts';
import { wishAt, type Wish } from './week-schedule.ts';

/** What decides on a room's wishes besides its settings. */
export interface RoomWishesOptions {
  readonly catalogue: Pick<Catalogue, 'moods'>;
  /** Styles that the common programme plays; any when there are none. */
  readonly commonStyles: () => readonly string[];
  /** Whether the station has jingles. */
  readonly hasJingles: () => boolean;
  readonly wallClock: () => number;
}

/** What has become different since the last look. */
export interface WishesChange {
  readonly isOtherWish: boolean;
  readonly isOtherLevel: boolean;
  readonly isJinglesTurn: boolean;
  readonly isQuietBeginning: boolean;
}

/** What a guild's room wishes for at a time, by its settings, its week and the hour: which songs, how loud, and with jingles or without. */
export class RoomWishes {
  readonly #options: RoomWishesOptions;
  #wish: Wish = { styles: [] };
  #level: Db = 0;
  #isWithoutJingles = false;
  #isInQuietHours = false;

  constructor(options: RoomWishesOptions) {
    this.#options = options;
  }

  get wish(): Wish {
    return this.#wish;
  }

  /** How much softer than songs were made. */
  get level(): Db {
    return this.#level;
  }

  /** Whether the common programme can't give it what it wishes for. */
  get isApart(): boolean {
    return this.#wish.styles.length > 0 || this.#wish.mood !== undefined || this.#level !== 0 || this.#isWithoutJingles;
  }

  /** Looks at the settings and the clock. */
  look(settings: GuildSettings): WishesChange {
    const { catalogue, hasJingles, wallClock } = this.#options;
    const now = wallClock();
    const isInQuietHours = isQuiet(settings, now);
    const wish = wishAt(settings, now, catalogue.moods.includes(QUIET_MOOD) ? QUIET_MOOD : undefined);
    const level = loudnessAt(settings, now) - VOLUME_TARGETS[0];
    const isWithoutJingles = !settings.jingles && hasJingles();
    const change: WishesChange = {
      isOtherWish: !isSame(wish, this.#wish),
      isOtherLevel: level !== this.#level,
      isJinglesTurn: isWithoutJingles !== this.#isWithoutJingles,
      isQuietBeginning: isInQuietHours && !this.#isInQuietHours,
    };
    this.#wish = wish;
    this.#level = level;
    this.#isWithoutJingles = isWithoutJingles;
    this.#isInQuietHours = isInQuietHours;
    return change;
  }

  /** Whether a song is one that is wished for. */
  fits({ style, recipe }: SegmentFacts): boolean {
    const { styles, mood } = this.#wish;
    const wanted = styles.length > 0 ? styles : this.#options.commonStyles();
    return (wanted.length === 0 || wanted.includes(style)) && (mood === undefined || recipe.mood === mood);
  }
}

function isSame(a: Wish, b: Wish): boolean {
  return a.mood === b.mood && a.styles.join('\n') === b.styles.join('\n');
}
