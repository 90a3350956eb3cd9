/** How well packets of a voice service kept their time since the start. */
export interface PacketTiming {
  /** Packets that were sent. */
  readonly packets: number;
  /** Packets that were left out because there was no room for them. */
  readonly dropped: number;
  /** Milliseconds by which packets left later than due. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** What stands around a station, for those who watch over it. */
export interface Surroundings {
  /** Undefined while no packet was sent to a voice channel. */
  readonly voice: PacketTiming | undefined;
  /** Voice channels the radio is to play in, and those where it sounds now; undefined without a voice service. */
  readonly rooms: { readonly wanted: number; readonly playing: number } | undefined;
  /** Whether writes reach the database, and how many wait in the journal. */
  readonly database: { readonly isThere: boolean; readonly waiting: number };
}
