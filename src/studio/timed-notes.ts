import type { Note, Ticks } from '../score/index.ts';

/** A key goes down or up at a sample frame. */
export interface KeyEvent {
  readonly frame: number;
  readonly pitch: number;
  /** 0 lets go. */
  readonly velocity: number;
}

/**
 * Key events of a part's notes in the order a synthesiser wants them: by frame, keys going up first. A note that begins while the same
 * pitch sounds ends the one before, whose own end is then not sent: a synthesiser would take it for the new note's.
 */
export function keyEvents(notes: readonly Note[], toFrame: (ticks: Ticks) => number): readonly KeyEvent[] {
  const next = new Map<number, number>();
  const events: KeyEvent[] = [];
  for (const note of notes.toReversed()) {
    const { pitch } = note;
    const end = Math.min(note.start + note.duration, next.get(pitch) ?? Infinity);
    // Of two notes that begin together on one pitch, the first is enough.
    if (next.get(pitch) === note.start) continue;
    next.set(pitch, note.start);
    events.push({ frame: toFrame(note.start), pitch, velocity: note.velocity });
    events.push({ frame: toFrame(end), pitch, velocity: 0 });
  }
  return events.sort((a, b) => a.frame - b.frame || Math.sign(a.velocity) - Math.sign(b.velocity) || a.pitch - b.pitch);
}
