import type { Note, Ticks } from '../score/index.ts';
import { TICKS_PER_SIXTEENTH } from '../score/index.ts';

/** A note on the sixteenth grid. */
export interface LineNote {
  /** Sixteenths from the beginning of the file. */
  readonly start: number;
  /** Sixteenths, at least 1. */
  readonly length: number;
  readonly pitch: number;
  readonly velocity: number;
}

/**
 * One voice on a sixteenth grid: of notes that begin together the highest stays, a note ends where the next begins, and a gap
 * of a single sixteenth is taken for articulation and closed.
 */
export function melodyLine(notes: readonly Note[]): readonly LineNote[] {
  const grid = (ticks: Ticks): number => Math.round(ticks / TICKS_PER_SIXTEENTH);
  const byStart = new Map<number, Note>();
  for (const note of notes) {
    const rival = byStart.get(grid(note.start));
    if (rival === undefined || note.pitch > rival.pitch) byStart.set(grid(note.start), note);
  }
  const voices = [...byStart].sort(([a], [b]) => a - b);
  return voices.map(([start, note], index) => {
    const sounding = Math.max(1, grid(note.start + note.duration) - start);
    const next = voices[index + 1]?.[0] ?? Infinity;
    const length = next - start - sounding <= 1 ? next - start : sounding;
    return { start, length, pitch: note.pitch, velocity: note.velocity };
  });
}
