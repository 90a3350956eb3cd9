/** What is kept about one listener. */
export interface ListenerRecord {
  readonly ratings: number;
  /** Stretches of plays they heard. */
  readonly hearings: number;
  /** The oldest of these: milliseconds since the epoch; not given when there is none. */
  readonly since?: number;
}

/** A song that a listener gave a thumb up. */
export interface LikedSong {
  readonly segmentId: string;
  readonly title: string;
  readonly style: string;
  /** With the style and the other wishes it gives the same song again. */
  readonly seed: number;
  /** When they said so last: milliseconds since the epoch. */
  readonly at: number;
}

/** What is kept about listeners, for them to see and to have deleted. `listener` is the keyed hash that ratings and hearings carry. */
export interface ListenerRecords {
  /** Rejects when the database can't be read now. */
  record(listener: string): Promise<ListenerRecord>;
  /** Songs that a listener's last word on is a thumb up, the latest first. Rejects when the database can't be read now. */
  liked(listener: string, limit: number): Promise<readonly LikedSong[]>;
  /**
   * Deletes all of it, and takes back their votes; sums without names stay. Resolves when it is sure to happen, also when the database is away;
   * rejects when it can't be noted down.
   */
  forget(listener: string): Promise<void>;
}
