import type { LikedSong, ListenerRecord, ListenerRecords } from './listener-records.ts';
import { listenerHash } from './rating-book.ts';
import type { Totals, TotalsReader } from './totals.ts';

/** How a style does in a guild. */
export interface StyleStanding extends Totals {
  readonly style: string;
  /** The share of thumbs up, as an interval from 0 to 1; not given while there are too few votes to say. */
  readonly liked?: { readonly low: number; readonly high: number };
}

/** What the station remembers, for those who ask: sums for all, and to each listener what is kept of them. Everything rejects when it can't be read now. */
export interface Archive {
  /** How the styles do in a guild, of the days from a moment on (milliseconds since the epoch); the one that was heard most first. */
  stylesIn(guildId: string, from: number): Promise<readonly StyleStanding[]>;
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
    async stylesIn(guildId, from) {
      const sums = (await totals.totals({ guildId, from })).filter(({ trait }) => trait === 'style');
      const standings = sums.map(({ trait: _, value: style, ...sum }): StyleStanding => {
        const liked = share(sum);
        return { style, ...sum, ...(liked === undefined ? {} : { liked }) };
      });
      return standings.toSorted((a, b) => b.heardSeconds - a.heardSeconds);
    },
    liked: (listener, limit) => listeners.liked(listenerHash(key, listener), limit),
    record: (listener) => listeners.record(listenerHash(key, listener)),
    forget: (listener) => listeners.forget(listenerHash(key, listener)),
  };
}
