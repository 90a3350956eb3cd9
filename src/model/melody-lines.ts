import { TICKS_PER_SIXTEENTH, type Note } from '../score/index.ts';
import type { MelodyEvent } from './musicians.ts';
import type { LineNote } from './originality.ts';
import type { RollEvent } from './roll-codec.ts';

/** What events of a network or of a lesson sound like as a line: their notes, without the rests. */
export function lineOfEvents(events: readonly Pick<MelodyEvent, 'pitch' | 'sixteenths'>[]): readonly LineNote[] {
  let start = 0;
  const line: LineNote[] = [];
  for (const { pitch, sixteenths } of events) {
    if (pitch !== undefined) line.push({ start, pitch });
    start += sixteenths;
  }
  return line;
}

/** The upper voice of a roll, whose notes are in order of time and then of pitch. */
export function lineOfRoll(notes: readonly Pick<RollEvent, 'at' | 'pitch'>[]): readonly LineNote[] {
  return notes.filter(({ at }, index) => notes[index + 1]?.at !== at).map(({ at, pitch }) => ({ start: at, pitch }));
}

/** The upper voice of notes: of those that begin on the same sixteenth the highest. */
export function lineOfNotes(notes: readonly Note[]): readonly LineNote[] {
  const highest = new Map<number, number>();
  for (const note of notes) {
    const start = Math.round(note.start / TICKS_PER_SIXTEENTH);
    highest.set(start, Math.max(highest.get(start) ?? 0, note.pitch));
  }
  return [...highest].sort(([a], [b]) => a - b).map(([start, pitch]) => ({ start, pitch }));
}
