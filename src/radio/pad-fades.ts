import { FADE_PRIME_PACKETS, fadeOut } from './fade-out.ts';

/** Ways out of a loop: in place of what comes after each `every` packets, the loop fades to nothing. */
export interface PadFades {
  readonly every: number;
  readonly fades: readonly (readonly Uint8Array[])[];
}

/** From each so many packets on there is a way out, so that a song waits no longer than 0.2 s; */
const EVERY_PACKETS = 10;

/** and so long that takes: 0.3 s. */
const FADE_PACKETS = 15;

/** The ways out of a loop of Opus packets; worked out in slices that leave the packet clock room. Rejects with a RadioError when a packet is no Opus. */
export async function padFades(loop: readonly Uint8Array[]): Promise<PadFades> {
  const fades: (readonly Uint8Array[])[] = [];
  for (let from = 0; from < loop.length; from += EVERY_PACKETS)
    fades.push(await fadeOut(around(loop, from - FADE_PRIME_PACKETS, from), around(loop, from, from + FADE_PACKETS)));
  return { every: EVERY_PACKETS, fades };
}

/** Packets of a loop, over its ends. */
function around(loop: readonly Uint8Array[], from: number, to: number): readonly Uint8Array[] {
  return Array.from({ length: to - from }, (_, index) => {
    const at = (from + index) % loop.length;
    return loop[at < 0 ? at + loop.length : at]!;
  });
}
