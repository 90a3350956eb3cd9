import { createHmac } from 'node:crypto';
import type { Airing } from './airwave.ts';
import type { RatingStore, Tally, Thumb } from './ports.ts';
import { radioError } from './problem.ts';
import type { SegmentFacts } from './segment.ts';

/** Plays that can still be rated after they ended. */
const REMEMBERED_PLAYS = 2000;

/** What is stored instead of a listener's identity: a keyed hash of it. */
export function listenerHash(key: string | Uint8Array, listener: string): string {
  return createHmac('sha256', key).update(listener).digest('hex');
}

/** Takes ratings of what is and was on air, under keyed hashes of who rates. */
export class RatingBook {
  readonly #store: RatingStore;
  readonly #key: string | Uint8Array;
  readonly #airings = new Map<string, Airing>();

  /** `key`: the secret that turns listeners' identities into what is stored. */
  constructor(store: RatingStore, key: string | Uint8Array) {
    this.#store = store;
    this.#key = key;
  }

  /** What is stored instead of an identity. */
  hash(listener: string): string {
    return listenerHash(this.#key, listener);
  }

  /** A play that may be rated from now on; told again, more is known of its segment. */
  remember(airing: Airing): void {
    this.#airings.set(airing.play.id, airing);
    const [oldest] = this.#airings.keys();
    if (this.#airings.size > REMEMBERED_PLAYS && oldest !== undefined) this.#airings.delete(oldest);
  }

  /**
   * Rates the song of a play, or what is on air when none is named. `heardSeconds`: how much of a play a listener (by the hash) has heard. Throws a
   * RadioError when nothing can be rated or the rating could not be stored.
   */
  async rate(
    rating: {
      readonly listener: string;
      readonly thumb: Thumb;
      readonly playId?: string;
      readonly guildId?: string;
    },
    onAir: Airing | undefined,
    heardSeconds: (listener: string, playId: string) => number | undefined,
  ): Promise<{ readonly segment: SegmentFacts; readonly tally: Tally }> {
    const { thumb, playId, guildId } = rating;
    const airing = playId === undefined ? onAir : this.#airings.get(playId);
    if (airing === undefined) throw radioError({ kind: playId === undefined ? 'nothing-to-rate' : 'rated-too-late' });
    const { play, segment } = airing;
    const listener = this.hash(rating.listener);
    const heard = heardSeconds(listener, play.id);
    try {
      await this.#store.rate({
        playId: play.id,
        segmentId: segment.id,
        listener,
        thumb,
        ...(guildId === undefined ? {} : { guildId }),
        ...(heard === undefined ? {} : { heardSeconds: heard }),
      });
      return { segment, tally: await this.#store.tally(segment.id) };
    } catch (cause) {
      throw radioError({ kind: 'rating-not-stored' }, { cause });
    }
  }

  /** The votes on a segment. Rejects with what the store rejects with. */
  tally(segmentId: string): Promise<Tally> {
    return this.#store.tally(segmentId);
  }
}
