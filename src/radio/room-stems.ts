import type { StemOptions } from './guild-desk.ts';
import { RadioError } from './radio-error.ts';
import type { SegmentFacts } from './segment.ts';
import type { StemShelf } from './stem-shelf.ts';
import type { Stems } from './stems.ts';

/** What {@link RoomStems} works with. */
export interface RoomStemsOptions {
  /** Without it there are no stems. */
  readonly shelf: StemShelf | undefined;
  /** A segment of the pool. */
  readonly segment: (segmentId: string) => SegmentFacts | undefined;
  /** Keeps it in the pool until the returned function is called. */
  readonly hold: (segmentId: string) => () => void;
  /** Counts what a listener asks for, or throws a RadioError with the refusal; the returned function takes it back. */
  readonly admit: (listener: string) => () => void;
}

/** The stems that a guild asks for: within its limits, and those of one song at a time. */
export class RoomStems {
  readonly #options: RoomStemsOptions;
  #isMaking = false;

  constructor(options: RoomStemsOptions) {
    this.#options = options;
  }

  /** As `GuildDesk.stems`. */
  async get(segmentId: string, { listener, limits, isExempt = false, onProgress }: StemOptions): Promise<Stems> {
    const { admit, hold, segment, shelf } = this.#options;
    const facts = segment(segmentId);
    if (shelf === undefined || facts === undefined) return { kind: 'gone' };
    const known = await shelf.find(segmentId, limits);
    if (known !== undefined) return known;
    if (this.#isMaking) return { kind: 'busy' };
    const takeBack = isExempt ? () => undefined : admit(listener);
    const unhold = hold(segmentId);
    this.#isMaking = true;
    try {
      const made = await shelf.make(facts, limits, onProgress);
      if (made.kind !== 'there') takeBack();
      return made;
    } catch (cause) {
      takeBack();
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new RadioError(`The parts of the song could not be made: ${problem}`, { cause });
    } finally {
      this.#isMaking = false;
      unhold();
    }
  }
}
