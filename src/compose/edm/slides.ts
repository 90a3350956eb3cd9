import type { Random } from '../../random/index.ts';
import { happens } from '../chance.ts';
import type { Sixteenths, WrittenNote } from '../draft.ts';

/** So far a note that slides is held into the next one: a synthesiser that plays legato then glides from pitch to pitch. */
const HELD: Sixteenths = 0.4;

/** Notes are still one line when there is no more than this between them. */
const BREATH: Sixteenths = 0.2;

/** A slide over more than an octave is a siren. */
const WIDEST = 12;

/** A line in order of time, of whose steps a share (0 to 1) is slid: from a note to another pitch that follows at once. */
export function withSlides(line: readonly WrittenNote[], share: number, random: Random): readonly WrittenNote[] {
  return line.map((note, index) => {
    const next = line[index + 1];
    if (next === undefined || !happens(share, random)) return note;
    const step = Math.abs(next.pitch - note.pitch);
    const gap = next.at - (note.at + note.length);
    if (step === 0 || step > WIDEST || gap < 0 || gap > BREATH) return note;
    return { ...note, length: next.at + HELD - note.at };
  });
}
