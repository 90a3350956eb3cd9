import type { PianoRoll } from './piano-roll.ts';
import { TICKS_PER_SIXTEENTH, type Note } from './score.ts';

/** The parts of a song added up on the sixteenth grid: 128 pitches a step. */
export interface SummedRoll extends PianoRoll {
  /** As `velocities`, 1 where a note begins: a note that is struck again is told from one that is held. */
  readonly onsets: Uint8Array;
}

/** Steps that a roll has at most: an hour and a half of 4/4 at 180 BPM, 8 MB a plane. What begins later is left out. */
export const ROLL_STEPS_MAX = 65_536;

/**
 * Adds the notes of several parts into one piano roll in sixteenths, as the EDM network learns it: starts and ends are rounded to
 * the grid, a note is one step long at least, and velocities that meet on a pitch are added, up to 127. Leave drums out:
 * `sumParts(song.tracks.filter(({ drums }) => !drums))`.
 */
export function sumParts(parts: readonly { readonly notes: readonly Note[] }[]): SummedRoll {
  const grid = (ticks: number): number => Math.round(ticks / TICKS_PER_SIXTEENTH);
  const cells = parts
    .flatMap(({ notes }) => notes)
    .map((note) => {
      const from = grid(note.start);
      return { note, from, to: Math.min(ROLL_STEPS_MAX, Math.max(from + 1, grid(note.start + note.duration))) };
    })
    .filter(({ from }) => from < ROLL_STEPS_MAX);
  const steps = cells.reduce((last, { to }) => Math.max(last, to), 0);
  const velocities = new Uint8Array(steps * 128);
  const onsets = new Uint8Array(steps * 128);
  for (const { note, from, to } of cells) {
    onsets[from * 128 + note.pitch] = 1;
    for (let step = from; step < to; step += 1) {
      const cell = step * 128 + note.pitch;
      velocities[cell] = Math.min(127, (velocities[cell] ?? 0) + note.velocity);
    }
  }
  return { ticksPerStep: TICKS_PER_SIXTEENTH, steps, velocities, onsets };
}
