import type { Cued } from './cue.ts';
import type { Join } from './join.ts';
import { PACKET_MILLISECONDS } from './segment.ts';

/** What sounds now: a song and how far it is, or no song: the pad, or a jingle. */
export type Sounding =
  { readonly kind: 'song'; readonly song: Cued; readonly seconds: number } | { readonly kind: 'pad' };

/** What is on air, and the packet of it that comes next. */
export type Now =
  | { readonly kind: 'pad' }
  | { readonly kind: 'song'; song: Cued; at: number }
  /** `phase`: which of the two songs counts as on air, or neither. */
  | {
      readonly kind: 'join';
      readonly join: Join;
      readonly from: Cued;
      readonly to: Cued;
      phase: 'from' | 'between' | 'to';
      at: number;
    }
  /** `first`: the packet of the song in whose place the fade begins. */
  | {
      readonly kind: 'fade';
      song: Cued;
      readonly first: number;
      readonly packets: readonly Uint8Array[];
      at: number;
    };

/** What sounds in a state. */
export function soundingOf(now: Now): Sounding {
  switch (now.kind) {
    case 'pad':
      return now;
    case 'song':
    case 'fade':
      return sounding(now.song, placeOf(now));
    case 'join':
      if (now.phase === 'between') return { kind: 'pad' };
      return sounding(now.phase === 'from' ? now.from : now.to, placeOf(now));
  }
}

/** The songs on air, the later one last. */
export function songsOf(now: Now): readonly Cued[] {
  if (now.kind === 'pad') return [];
  return now.kind === 'join' ? [now.from, now.to] : [now.song];
}

/** Lets go of the songs that a state still needs. */
export function releaseSongs(now: Now): void {
  for (const song of heldBy(now)) song.release();
}

/** The same state for another programme, which lets go of the songs on its own. */
export function shareState(now: Now): Now {
  if (now.kind === 'pad') return now;
  if (now.kind !== 'join') return { ...now, song: now.song.share() };
  return { ...now, from: now.phase === 'from' ? now.from.share() : now.from, to: now.to.share() };
}

/** Packets until another song is on air, as things are; 0 on the pad, and Infinity while it is not known how long a song is. */
export function packetsLeft(now: Now): number {
  if (now.kind === 'pad') return 0;
  if (now.kind === 'fade') return now.packets.length - now.at;
  if (now.kind === 'song') return now.song.isWhole ? now.song.segment.packets.length - now.at : Infinity;
  if (now.phase !== 'to') return now.join.turn - now.at;
  return now.join.packets.length - now.at + now.to.segment.packets.length - now.join.toPacket;
}

/** The packet of its own that the song on air is at. */
export function placeOf(now: Exclude<Now, { kind: 'pad' }>): number {
  if (now.kind === 'song') return now.at;
  if (now.kind === 'fade') return now.first + now.at;
  if (now.phase === 'from') return now.join.fromPacket + now.at;
  return Math.max(0, now.join.toPacket - now.join.packets.length + now.at);
}

// In a join the song that goes is let go of when it has left.
function heldBy(now: Now): readonly Cued[] {
  return now.kind === 'join' && now.phase !== 'from' ? [now.to] : songsOf(now);
}

/** Packets of a song and of what leads into it, as they are sent, and where the next one is. */
export function packetsOf(now: Now): { readonly packets: readonly Uint8Array[]; readonly at: number } | undefined {
  if (now.kind === 'pad' || now.kind === 'fade') return undefined;
  if (now.kind === 'song') return { packets: now.song.segment.packets, at: now.at };
  const { join, to } = now;
  return { packets: [...join.packets, ...to.segment.packets.slice(join.toPacket)], at: now.at };
}

function sounding(song: Cued, packets: number): Sounding {
  const heard = Math.min(song.segment.packets.length, packets);
  return { kind: 'song', song, seconds: (heard * PACKET_MILLISECONDS) / 1000 };
}
