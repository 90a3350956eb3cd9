import type { RecordableHistogram } from 'node:perf_hooks';
import type { RtpPacket } from '../../test/support/discord/rtp.ts';
import { VoiceListener, type ListenerOptions } from '../../test/support/discord/voice-listener.ts';

/** A pause between packets that a listener's buffer no longer covers. */
export const GAP_MILLISECONDS = 40;
const PACKET_MILLISECONDS = 20;
/** One packet in so many is decrypted, to see that it can be. */
const DECRYPTED = 50;

/** A pause that somebody heard. */
export interface Gap {
  /** Milliseconds of the monotonic clock. */
  readonly from: number;
  readonly to: number;
}

/** Listens in one room for hours: counts what comes, and keeps none of it. */
export class RoomListener extends VoiceListener {
  packets = 0;
  /** Packets that were sent and did not arrive, by their sequence numbers. */
  lost = 0;
  readonly gaps: Gap[] = [];
  lastAt: number | undefined;
  #ssrc = 0;
  #sequence = 0;
  #due = 0;
  readonly #isEncrypted: boolean;
  readonly #lateness: RecordableHistogram;

  /** `lateness` takes by how much each packet was later than due, in microseconds and at least 1. */
  constructor(options: ListenerOptions & { readonly isEncrypted: boolean; readonly lateness: RecordableHistogram }) {
    super(options);
    this.#isEncrypted = options.isEncrypted;
    this.#lateness = options.lateness;
  }

  override hear(packet: RtpPacket, receivedAt: number): void {
    this.packets += 1;
    const last = this.lastAt;
    if (last !== undefined && receivedAt - last > GAP_MILLISECONDS) this.gaps.push({ from: last, to: receivedAt });
    const step = (packet.sequence - this.#sequence) & 0xffff;
    const goesOn = packet.ssrc === this.#ssrc && step > 0 && step < 1000;
    if (goesOn) this.lost += step - 1;
    // A new connection, or the clock began anew after a stall: due from now on.
    if (!goesOn || receivedAt - this.#due > 200) this.#due = receivedAt;
    else this.#due = Math.min(this.#due + step * PACKET_MILLISECONDS, receivedAt);
    this.#lateness.record(Math.max(1, Math.round((receivedAt - this.#due) * 1000)));
    this.#ssrc = packet.ssrc;
    this.#sequence = packet.sequence;
    this.lastAt = receivedAt;
    if (this.#isEncrypted && this.packets % DECRYPTED === 0) this.decrypt(packet);
  }

  /** Begins to count from nothing. */
  reset(): void {
    this.packets = 0;
    this.lost = 0;
    this.unprotected = 0;
    this.undecipherable = 0;
    this.gaps.length = 0;
  }
}
