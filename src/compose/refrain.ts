import type { WrittenNote } from './draft.ts';
import { SIXTEENTHS_PER_BAR } from './form.ts';

/** After so many bars a melody may begin again. */
export const REFRAIN_BARS = 4;

const PERIOD = REFRAIN_BARS * SIXTEENTHS_PER_BAR;

/**
 * A melody of eight bars whose fifth and following `bars` are its first ones again, note for note: question, and another answer.
 * Only over chords that repeat after four bars.
 */
export function refrain(notes: readonly WrittenNote[], bars: number): readonly WrittenNote[] {
  if (bars === 0) return notes;
  const until = PERIOD + bars * SIXTEENTHS_PER_BAR;
  const again = notes
    .filter(({ at }) => at < bars * SIXTEENTHS_PER_BAR)
    .map((note) => ({ ...note, at: note.at + PERIOD }));
  const sung = [...notes.filter(({ at }) => at < PERIOD), ...again, ...notes.filter(({ at }) => at >= until)];
  // What rang on into a bar that is another one now ends where the next note begins.
  return sung.map((note, index) => ({
    ...note,
    length: Math.min(note.length, (sung[index + 1]?.at ?? Number.POSITIVE_INFINITY) - note.at),
  }));
}
