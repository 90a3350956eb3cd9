import { TICKS_PER_SIXTEENTH, type Note, type Ticks } from './score.ts';

/** Notes on a grid, for looking at and for counting. */
export interface PianoRoll {
  readonly ticksPerStep: Ticks;
  readonly steps: number;
  /** `steps` rows of 128 pitches: the velocity of what sounds at any time within the step, 0 for silence. */
  readonly velocities: Uint8Array;
}

/**
 * Draws notes that start before `duration` on a grid; a step shows a note if it sounds for any part of it, and the louder of two.
 * Throws a RangeError when `ticksPerStep` is not above 0.
 */
export function pianoRoll(
  notes: readonly Note[],
  options: { readonly duration: Ticks; readonly ticksPerStep?: Ticks },
): PianoRoll {
  const { duration, ticksPerStep = TICKS_PER_SIXTEENTH } = options;
  if (!(ticksPerStep > 0)) throw new RangeError(`A piano roll needs steps of more than ${ticksPerStep} ticks.`);
  const steps = Math.ceil(duration / ticksPerStep);
  const velocities = new Uint8Array(steps * 128);
  for (const note of notes) {
    const end = Math.min(steps, Math.ceil((note.start + note.duration) / ticksPerStep));
    for (let step = Math.floor(note.start / ticksPerStep); step < end; step += 1) {
      const cell = step * 128 + note.pitch;
      velocities[cell] = Math.max(velocities[cell] ?? 0, note.velocity);
    }
  }
  return { ticksPerStep, steps, velocities };
}
