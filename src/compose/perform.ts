import { PPQ, secondsToTicks, TICKS_PER_SIXTEENTH, type Note, type Ticks } from '../score/index.ts';
import { swing } from '../theory/index.ts';
import type { WrittenNote } from './draft.ts';

/** How a hand plays what is written. */
export interface Performance {
  readonly tempo: number;
  /** Share of a pair of sixteenths that the first one gets. */
  readonly swing: number;
  /** End of the song: nothing sounds after it. */
  readonly duration: Ticks;
}

/** A note shorter than this is a click. */
const SHORTEST: Ticks = PPQ / 16;

/**
 * Turns written notes into played ones: swung, late by their milliseconds, velocities whole and within MIDI's, nothing past the end,
 * and no pitch struck while it still sounds (the earlier note gives way). Sorted by start, then by pitch.
 */
export function perform(
  notes: readonly WrittenNote[],
  { tempo, swing: ratio, duration }: Performance,
): readonly Note[] {
  const ticks = (sixteenths: number, late: number) =>
    Math.max(0, Math.round(swing(sixteenths, ratio) * TICKS_PER_SIXTEENTH + secondsToTicks(late / 1000, tempo)));
  const played = notes
    .map(({ at, length, pitch, velocity, late }): Note => {
      const start = ticks(at, late);
      const end = Math.min(duration, Math.max(start + SHORTEST, ticks(at + length, 0)));
      return { start, duration: end - start, pitch, velocity: Math.min(127, Math.max(1, Math.round(velocity))) };
    })
    .filter((note) => note.duration >= SHORTEST)
    .sort((a, b) => a.start - b.start || a.pitch - b.pitch);
  return withoutOverlaps(played);
}

function withoutOverlaps(notes: readonly Note[]): readonly Note[] {
  const nextStart = new Map<number, Ticks>();
  return notes
    .toReversed()
    .flatMap((note) => {
      const until = nextStart.get(note.pitch) ?? Number.POSITIVE_INFINITY;
      // Struck twice at once: one stroke is enough.
      if (until - note.start < 1) return [];
      nextStart.set(note.pitch, note.start);
      return [{ ...note, duration: Math.min(note.duration, until - note.start) }];
    })
    .reverse();
}
