import { PPQ, TICKS_PER_SIXTEENTH, type Note, type Ticks } from './score.ts';

/** A note on the grid, and how far from it it was played. */
export interface QuantisedNote extends Note {
  /** Micro-timing: the played start less the grid's; late is positive. */
  readonly offset: Ticks;
}

/** A way to divide a beat: the ticks between its steps, and by how much it must fit better than sixteenths to be believed. */
interface BeatGrid {
  readonly step: Ticks;
  /** Ticks of mean error; larger for the finer grid, which anything fits better. */
  readonly handicap: Ticks;
}

const SIXTEENTHS: BeatGrid = { step: TICKS_PER_SIXTEENTH, handicap: 0 };
const GRIDS: readonly BeatGrid[] = [SIXTEENTHS, { step: PPQ / 3, handicap: 12 }, { step: PPQ / 6, handicap: 20 }];

/**
 * Moves notes to a grid of sixteenths, and beats that are played as triplets or sextuplets to those, so that they are kept; what
 * was played off the grid is in `offset`. Each beat has one grid: the one its onsets are nearest to on average, sixteenths unless
 * another fits clearly better. A duration is rounded on the grid where the note ends, to one step at least. Give all notes that
 * are played together at once, so that they share their grids. In the order of the input.
 */
export function quantise(notes: readonly Note[]): readonly QuantisedNote[] {
  const grids = beatGrids(notes);
  const round = (ticks: Ticks): Ticks => {
    const { step } = grids.get(Math.floor(ticks / PPQ)) ?? SIXTEENTHS;
    return Math.round(ticks / step) * step;
  };
  return notes.map((note) => {
    const start = round(note.start);
    const { step } = grids.get(Math.floor(note.start / PPQ)) ?? SIXTEENTHS;
    const duration = Math.max(step, round(note.start + note.duration) - start);
    return { ...note, start, duration, offset: note.start - start };
  });
}

/** The grid of each beat in which notes begin. */
function beatGrids(notes: readonly Note[]): ReadonlyMap<number, BeatGrid> {
  const onsets = new Map<number, Set<Ticks>>();
  for (const { start } of notes) {
    const beat = Math.floor(start / PPQ);
    const within = onsets.get(beat) ?? new Set<Ticks>();
    onsets.set(beat, within.add(start - beat * PPQ));
  }
  return new Map([...onsets].map(([beat, within]) => [beat, gridFor([...within])]));
}

function gridFor(onsets: readonly Ticks[]): BeatGrid {
  const cost = ({ step, handicap }: BeatGrid): number =>
    handicap + onsets.reduce((sum, at) => sum + Math.abs(at - Math.round(at / step) * step), 0) / onsets.length;
  return GRIDS.reduce((best, grid) => (cost(grid) < cost(best) ? grid : best));
}
