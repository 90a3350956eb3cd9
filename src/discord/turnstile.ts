import type { Time } from '../radio/index.ts';

/** How much may be sent, and how fast. */
export interface Allowance {
  /** So many at once, when nothing was sent for long. */
  readonly burst: number;
  /** Milliseconds after which one more may be sent. */
  readonly every: number;
}

interface Waiting {
  readonly priority: () => number;
  readonly pass: () => void;
}

/**
 * Lets through no more than an {@link Allowance}, and whoever matters most first.
 *
 * It is the one way to the gateway for all rooms of a connection: Discord closes a connection that sends more than 120 messages a
 * minute, and discord.js then holds them back in their order, so that joins would wait behind the joins and leaves of rooms that
 * gave up waiting. Here a room waits before it asks, and the one with most people is let through first.
 */
export class Turnstile {
  readonly #allowance: Allowance;
  readonly #time: Time;
  readonly #waiting = new Set<Waiting>();
  /** May be below 0, when leaving rooms did not wait. */
  #tokens: number;
  #filledAt: number;
  #cancelTimer: (() => void) | undefined;

  constructor(allowance: Allowance, time: Time) {
    this.#allowance = allowance;
    this.#time = time;
    this.#tokens = allowance.burst;
    this.#filledAt = time.now();
  }

  /** Calls `pass` as soon as a message may be sent; the returned function steps out of the line. */
  wait(waiting: Waiting): () => void {
    this.#waiting.add(waiting);
    this.#arm();
    return () => {
      this.#waiting.delete(waiting);
    };
  }

  /** Counts a message. */
  spend(): void {
    this.#fill();
    this.#tokens -= 1;
  }

  /** Lets nobody of those who wait through any more. */
  close(): void {
    this.#waiting.clear();
    this.#cancelTimer?.();
  }

  #fill(): void {
    const { burst, every } = this.#allowance;
    const more = Math.floor((this.#time.now() - this.#filledAt) / every);
    if (more <= 0) return;
    this.#filledAt += more * every;
    this.#tokens = Math.min(burst, this.#tokens + more);
  }

  /** Always by a timer, so that all who come at the same time stand in line before the first is let through. */
  #arm(): void {
    if (this.#cancelTimer !== undefined || this.#waiting.size === 0) return;
    this.#fill();
    const wait =
      this.#tokens > 0 ? 0 : (1 - this.#tokens) * this.#allowance.every - (this.#time.now() - this.#filledAt);
    this.#cancelTimer = this.#time.after(Math.max(1, Math.ceil(wait)), () => {
      this.#cancelTimer = undefined;
      this.#fill();
      if (this.#tokens > 0) this.#letThrough();
      this.#arm();
    });
  }

  #letThrough(): void {
    const all = [...this.#waiting];
    const most = Math.max(...all.map(({ priority }) => priority()));
    const first = all.find(({ priority }) => priority() === most);
    if (first === undefined) return;
    this.#waiting.delete(first);
    first.pass();
  }
}
