import type { Sixteenths } from '../draft.ts';

/** A note of a figure: what is played is told by its sign. */
export interface FigureNote {
  readonly at: Sixteenths;
  /** As far as its dashes go. */
  readonly length: Sixteenths;
  readonly sign: string;
}

/**
 * Reads a rhythm that says how long each note lasts, one sign a sixteenth: a letter or digit begins a note, dashes hold it, dots
 * are silence, bars `|` are for the eye. `readFigure('R--.o...')` is a note R of three sixteenths at 0 and a note o at 4.
 */
export function readFigure(figure: string): readonly FigureNote[] {
  const notes: FigureNote[] = [];
  [...figure.replaceAll('|', '')].forEach((sign, at) => {
    const last = notes.at(-1);
    if (sign === '-' && last !== undefined) notes[notes.length - 1] = { ...last, length: at + 1 - last.at };
    else if (sign !== '.' && sign !== '-') notes.push({ at, length: 1, sign });
  });
  return notes;
}

/** How many sixteenths a figure lasts before it comes round. */
export function figureLength(figure: string): Sixteenths {
  return figure.replaceAll('|', '').length;
}

/** The notes of a figure that begin from one time until another; the figure goes round from the song's beginning. */
export function figureNotes(figure: string, from: Sixteenths, until: Sixteenths): readonly FigureNote[] {
  const period = figureLength(figure);
  const once = readFigure(figure);
  const notes: FigureNote[] = [];
  for (let start = Math.floor(from / period) * period; start < until; start += period) {
    for (const note of once) {
      const at = start + note.at;
      if (at >= from && at < until) notes.push({ ...note, at });
    }
  }
  return notes;
}
