import type { Time } from '../../src/radio/index.ts';

/** Monotonic time in a test's hands: it stands still until it is moved. */
export class FakeTime implements Time {
  #now = 1000;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Lets time pass as on an idle machine: each timer fires when it is due. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#now = Math.max(this.#now, due.at);
      this.#timers.delete(due);
      due.callback();
    }
    this.#now = end;
  }

  /** Lets time pass while nothing runs, as when the event loop is blocked; what was due fires afterwards. */
  block(milliseconds: number): void {
    this.#now += milliseconds;
    this.pass(0);
  }
}
