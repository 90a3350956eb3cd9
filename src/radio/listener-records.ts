/** What is kept about one listener. */
export interface ListenerRecord {
  readonly ratings: number;
  /** Stretches of plays they heard. */
  readonly hearings: number;
  /** The oldest of these: milliseconds since the epoch; not given when there is none. */
  readonly since?: number;
}

/** What is kept about listeners, for them to see and to have deleted. `listener` is the keyed hash that ratings and hearings carry. */
export interface ListenerRecords {
  /** Rejects when the database can't be read now. */
  record(listener: string): Promise<ListenerRecord>;
  /**
   * Deletes all of it, and takes back their votes; sums without names stay. Resolves when it is sure to happen, also when the database is away;
   * rejects when it can't be noted down.
   */
  forget(listener: string): Promise<void>;
}
