import { PACKET_MILLISECONDS } from '../pacing.ts';

/**
 * How far ahead of their time packets are handed to the post: as long as the main thread may be busy without anybody hearing it. It is more than the station's clock makes
 * up for, and no multiple of a packet's time: so the thread that sends does not wake just when the main thread does, with which it may share a processor.
 */
export const LEAD_MILLISECONDS = 210;

/** Packets that come later than this did not wait behind something: the station's clock began anew, and so does the cadence. */
const ANEW_AFTER_MILLISECONDS = 80;

/** A lead that grew beyond this, by one small delay after another, is cut: somebody who skips should not wait. */
const LONGEST_LEAD_MILLISECONDS = 600;

/**
 * When the packets of one voice channel leave: each 20 ms after the one before, whenever it was handed over. What comes too late for that leaves at once, and
 * the ones behind it follow at their pace: there is a pause then, and never a burst.
 */
export class Cadence {
  #last: number | undefined;

  /** When a packet that is handed over now leaves; undefined when it is to be left out. Milliseconds of one monotonic clock. */
  next(now: number): number | undefined {
    const due = this.#due(now);
    if (due - now > LONGEST_LEAD_MILLISECONDS) return undefined;
    this.#last = due;
    return due;
  }

  #due(now: number): number {
    if (this.#last === undefined) return now + LEAD_MILLISECONDS;
    const due = this.#last + PACKET_MILLISECONDS;
    if (due >= now) return due;
    return now - due > ANEW_AFTER_MILLISECONDS ? now + LEAD_MILLISECONDS : now;
  }
}
