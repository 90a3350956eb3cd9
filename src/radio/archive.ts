import type { LikedSong, ListenerRecord, ListenerRecords } from './listener-records.ts';
import { listenerHash } from './rating-book.ts';
import type { Totals, TotalsReader, Trait } from './totals.ts';

/** How songs do that have something in common: a style, say. */
export interface Standing extends Totals {
  /** Of the trait that was asked for: `house`. */
  readonly value: string;
  /** The share of thumbs up, as an interval from 0 to 1; not given while there are too few votes to say. */
  readonly liked?: { readonly low: number; readonly high: number };
  /** The share of `early` among the `hearings`, from 0 to 1; not given while these are too few to say. */
  readonly earlyLeaves?: number;
}

/** Stretches of listening that are needed before a share of them is told. */
const ENOUGH_HEARINGS = 30;

/** What the station remembers, for those who ask: sums for all, and to each listener what is kept of them. Everything rejects when it can't be read now. */
export interface Archive {
  /**
   * How the values of a trait do, of the days from a moment on (milliseconds since the epoch); the one that was heard most first. In one guild, for which there
   * are only the styles; or in all together.
   */
  standings(
    asked: { readonly from: number } & (
      { readonly by: 'style'; readonly guildId: string } | { readonly by: Trait; readonly guildId?: undefined }
    ),
  ): Promise<readonly Standing[]>;
  /** `listener` is a raw identity (a Discord user id), here and below. */
  liked(listener: string, limit: number): Promise<readonly LikedSong[]>;
  record(listener: string): Promise<ListenerRecord>;
  forget(listener: string): Promise<void>;
}

/** What an archive is made of. */
export interface ArchiveOptions {
  readonly totals: TotalsReader;
  readonly listeners: ListenerRecords;
  /** The secret that turns identities into what is stored. */
  readonly key: string | Uint8Array;
  /** What votes say of the share of those who like something; undefined when they are too few. */
  readonly share: (votes: {
    readonly up: number;
    readonly down: number;
  }) => { readonly low: number; readonly high: number } | undefined;
}

/** An archive over what is stored. */
export function openArchive({ totals, listeners, key, share }: ArchiveOptions): Archive {
  return {
    async standings({ by, guildId, from }) {
      const sums = await totals.totals({ guildId, from, trait: by });
      const standings = sums.map(({ trait: _, ...sum }): Standing => {
        const liked = share(sum);
        return {
          ...sum,
          ...(liked === undefined ? {} : { liked }),
          ...(sum.hearings < ENOUGH_HEARINGS ? {} : { earlyLeaves: sum.early / sum.hearings }),
        };
      });
      return standings.toSorted((a, b) => b.heardSeconds - a.heardSeconds);
    },
    liked: (listener, limit) => listeners.liked(listenerHash(key, listener), limit),
    record: (listener) => listeners.record(listenerHash(key, listener)),
    forget: (listener) => listeners.forget(listenerHash(key, listener)),
  };
}
