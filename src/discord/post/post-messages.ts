import type { RecordableHistogram } from 'node:perf_hooks';

/** What the post's thread begins with. */
export interface PostSetup {
  /** Of a {@link PacketRing}, which the office writes. */
  readonly ring: SharedArrayBuffer;
  /** Takes by how many microseconds each letter left later than due, at least 1; both threads see it. */
  readonly lateness: RecordableHistogram;
}

/** To the thread. */
export type PostOrder =
  | { readonly kind: 'open'; readonly outlet: number; readonly address: string; readonly port: number }
  /** A datagram that is not part of the music, and leaves at once. */
  | { readonly kind: 'send'; readonly outlet: number; readonly datagram: Uint8Array }
  | { readonly kind: 'close'; readonly outlet: number };

/** From the thread: a datagram that came. */
export interface PostReport {
  readonly outlet: number;
  readonly datagram: Uint8Array;
}
