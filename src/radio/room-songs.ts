import type { Heard } from './guild-desk.ts';

/** Songs that a guild can look back on. */
const HISTORY_SONGS = 50;

/** Songs that a guild does not hear again while there are others: about ten hours of them. */
const LATELY_SONGS = 300;

/** It does not come back for one of the last songs that it heard. */
const JUST_HEARD_SONGS = 3;

/** The songs that a guild's room has heard. */
export class RoomSongs {
  #history: readonly Heard[] = [];
  #lately: readonly string[] = [];

  /** Those that ended, the last one first. */
  get history(): readonly Heard[] {
    return this.#history;
  }

  begun(segmentId: string): void {
    this.#lately = [...this.#lately.slice(1 - LATELY_SONGS), segmentId];
  }

  ended(song: Heard): void {
    this.#history = [song, ...this.#history].slice(0, HISTORY_SONGS);
  }

  /** Ids of the segments that it should not hear again soon. */
  lately(): ReadonlySet<string> {
    return new Set(this.#lately);
  }

  /** Whether a segment was among the very last ones. */
  hasJustHeard(segmentId: string): boolean {
    return this.#lately.slice(-JUST_HEARD_SONGS).includes(segmentId);
  }
}
