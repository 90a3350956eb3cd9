import type { Gap, RoomListener } from '../soak/room-listener.ts';

/** A stretch of the run, and what listeners heard in it. */
export interface Phase {
  readonly name: string;
  /** Milliseconds of the monotonic clock. */
  readonly from: number;
  readonly to: number;
  /** Votes that were acknowledged in it. */
  readonly votes: number;
  /** Packets that the rooms should have had and had not. */
  readonly lost: number;
  readonly gaps: readonly Gap[];
}

/** Keeps account of what all rooms hear, phase by phase. */
export class Phases {
  readonly all: Phase[] = [];
  readonly #listeners: readonly RoomListener[];
  readonly #votes: () => number;

  constructor(listeners: readonly RoomListener[], votes: () => number) {
    this.#listeners = listeners;
    this.#votes = votes;
  }

  /** Does something; what the rooms hear meanwhile is its phase. `reset`: afterwards they begin to count from nothing. */
  async during<T>(name: string, act: () => Promise<T>): Promise<T> {
    for (const listener of this.#listeners) listener.reset();
    const from = performance.now();
    const before = this.#votes();
    const result = await act();
    this.all.push({
      name,
      from,
      to: performance.now(),
      votes: this.#votes() - before,
      lost: this.#listeners.reduce((sum, { lost }) => sum + lost, 0),
      gaps: this.#listeners.flatMap(({ gaps }) => [...gaps]),
    });
    return result;
  }

  /** A row for each phase. */
  table(): Readonly<Record<string, object>> {
    const rows = this.all.map(({ name, from, to, votes, lost, gaps }) => [
      name,
      {
        seconds: Math.round((to - from) / 100) / 10,
        'votes acknowledged': votes,
        'packets lost': lost,
        'pauses over 40 ms': gaps.length,
        'longest ms': Math.round(Math.max(0, ...gaps.map((gap) => gap.to - gap.from))),
      },
    ]);
    return Object.fromEntries(rows) as Record<string, object>;
  }
}
