import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { PACKET_MILLISECONDS } from './segment.ts';
import type { Time } from './time.ts';

/** Being later than this, a clock starts anew instead of sending the packets it missed. */
export const RESYNC_AFTER_MILLISECONDS = 200;

/** Packets that go out at one wake-up from which on it is a late burst: the thread was away for more than 40 ms. */
export const BURST_PACKETS = 3;

/** How well the packets kept their time. */
export interface ClockStats {
  readonly ticks: number;
  /** Ticks that were left out because the clock was too late for them. */
  readonly lostTicks: number;
  /** How often the clock started anew. */
  readonly resyncs: number;
  /** Wake-ups that had to send {@link BURST_PACKETS} packets or more at once. */
  readonly lateBursts: number;
  /** Milliseconds between a packet and the one before. */
  readonly interval: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Milliseconds by which packets were later than due. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Monotonic milliseconds since the last tick; undefined before the first. */
  readonly sinceLastTick: number | undefined;
}

/**
 * The one clock of a station: calls back every 20 ms of monotonic time, without drift. A tick that is late is made up for; when
 * the clock was away for more than {@link RESYNC_AFTER_MILLISECONDS}, the ticks in between are lost and counted, and never
 * follow in a burst.
 */
export class PacketClock {
  readonly #time: Time;
  readonly #onTick: () => void;
  readonly #intervals = createHistogram();
  readonly #lateness = createHistogram();
  #state: { readonly kind: 'stopped' } | { readonly kind: 'running'; readonly cancel: () => void } = {
    kind: 'stopped',
  };
  #due = 0;
  #lastTick: number | undefined;
  #ticks = 0;
  #lostTicks = 0;
  #resyncs = 0;
  #lateBursts = 0;

  constructor(time: Time, onTick: () => void) {
    this.#time = time;
    this.#onTick = onTick;
  }

  /** Ticks at once, and from then on. */
  start(): void {
    if (this.#state.kind === 'running') return;
    this.#due = this.#time.now();
    this.#lastTick = undefined;
    this.#state = { kind: 'running', cancel: () => undefined };
    this.#wake();
  }

  stop(): void {
    if (this.#state.kind === 'running') this.#state.cancel();
    this.#state = { kind: 'stopped' };
  }

  stats(): ClockStats {
    return {
      ticks: this.#ticks,
      lostTicks: this.#lostTicks,
      resyncs: this.#resyncs,
      lateBursts: this.#lateBursts,
      interval: milliseconds(this.#intervals),
      lateness: milliseconds(this.#lateness),
      sinceLastTick: this.#lastTick === undefined ? undefined : this.#time.now() - this.#lastTick,
    };
  }

  #wake(): void {
    this.#resync();
    let sent = 0;
    while (this.#isDue()) {
      this.#tick();
      sent += 1;
    }
    if (sent >= BURST_PACKETS) this.#lateBursts += 1;
    if (this.#state.kind === 'stopped') return;
    // Rounded up, because timers are cut to whole milliseconds and would else wake too early, for nothing.
    const wait = Math.max(1, Math.ceil(this.#due - this.#time.now()));
    this.#state = { kind: 'running', cancel: this.#time.after(wait, () => this.#wake()) };
  }

  #isDue(): boolean {
    const late = this.#time.now() - this.#due;
    return this.#state.kind === 'running' && late >= 0 && late <= RESYNC_AFTER_MILLISECONDS;
  }

  #resync(): void {
    const late = this.#time.now() - this.#due;
    if (late <= RESYNC_AFTER_MILLISECONDS) return;
    const lost = Math.floor(late / PACKET_MILLISECONDS);
    this.#due += lost * PACKET_MILLISECONDS;
    this.#lostTicks += lost;
    this.#resyncs += 1;
  }

  #tick(): void {
    const now = this.#time.now();
    if (this.#lastTick !== undefined) record(this.#intervals, now - this.#lastTick);
    record(this.#lateness, now - this.#due);
    this.#lastTick = now;
    this.#ticks += 1;
    this.#due += PACKET_MILLISECONDS;
    this.#onTick();
  }
}

// Histograms take whole numbers from 1: microseconds are fine enough.
function record(histogram: RecordableHistogram, value: number): void {
  histogram.record(Math.max(1, Math.round(value * 1000)));
}

function milliseconds(histogram: RecordableHistogram): { p50: number; p99: number; max: number } {
  if (histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
  return { p50: histogram.percentile(50) / 1000, p99: histogram.percentile(99) / 1000, max: histogram.max / 1000 };
}
