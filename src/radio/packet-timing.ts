/** How well packets of a voice service kept their time since the start. */
export interface PacketTiming {
  /** Packets that were sent. */
  readonly packets: number;
  /** Packets that were left out because there was no room for them. */
  readonly dropped: number;
  /** Milliseconds by which packets left later than due. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number };
}
