import { TICKS_PER_SIXTEENTH, type Note, type SummedRoll } from '../score/index.ts';

/** A note as the classifier hears it: where it begins and how high it is, and neither how long, how loud nor by whom. */
export interface GridNote {
  /** Sixteenths from the beginning. */
  readonly start: number;
  /** MIDI pitch. */
  readonly pitch: number;
}

/** What begins on one sixteenth. */
export interface Onset {
  /** Sixteenths from the beginning of the window. */
  readonly step: number;
  /** Ascending, without doubles; at least one. */
  readonly pitches: readonly number[];
}

/** A stretch of music that is judged on its own. */
export interface MusicWindow {
  /** Sixteenths from the beginning of the music; a beat begins here. May be below 0 when the music begins before its first beat. */
  readonly start: number;
  /** Sixteenths, whole beats, up to {@link WINDOW}: what is left where the music ends. */
  readonly length: number;
  /** In order of time, each step once. */
  readonly onsets: readonly Onset[];
}

/** Sixteenths in a quarter note. */
export const BEAT = 4;
/** Sixteenths in a window, 32 quarter notes: eight bars of 4/4, enough for four bars to come back; other meters are cut alike. */
export const WINDOW = 128;
/** Sixteenths from one window to the next. */
const HOP = WINDOW / 2;
/** A window in which fewer sixteenths have onsets tells too little. */
const ONSETS_MIN = 8;
/** Notes that begin later (a day at 180 BPM) are not looked at: their sixteenths could no longer be told apart. */
const START_MAX = 1_000_000;

/** Notes of any parts on the sixteenth grid. Leave drums out. */
export function gridNotes(notes: readonly Note[]): readonly GridNote[] {
  return notes.map(({ start, pitch }) => ({ start: Math.round(start / TICKS_PER_SIXTEENTH), pitch }));
}

/** The notes that begin in a summed roll of sixteenths. */
export function rollNotes(roll: Pick<SummedRoll, 'onsets'>): readonly GridNote[] {
  const notes: GridNote[] = [];
  roll.onsets.forEach((begins, cell) => {
    if (begins !== 0) notes.push({ start: Math.floor(cell / 128), pitch: cell % 128 });
  });
  return notes;
}

/**
 * Cuts music into overlapping windows, those with too few onsets left out. The first window begins with the first note, and a beat
 * is where most notes begin: neither leading silence nor an upbeat that the file does not count moves the windows.
 * The order of the notes does not matter.
 */
export function musicWindows(notes: readonly GridNote[]): readonly MusicWindow[] {
  const byStep = new Map<number, Set<number>>();
  for (const { start, pitch } of notes) {
    if (start < START_MAX) byStep.set(start, (byStep.get(start) ?? new Set()).add(pitch));
  }
  const onsets = [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([step, pitches]) => ({ step, pitches: [...pitches].sort((a, b) => a - b) }));
  const origin = firstBeat(onsets);
  const hops = new Map<number, Onset[]>();
  for (const onset of onsets) {
    const hop = Math.floor((onset.step - origin) / HOP);
    hops.set(hop, [...(hops.get(hop) ?? []), onset]);
  }
  const first = Math.min(...hops.keys());
  const last = Math.max(...hops.keys());
  return [...hops.keys()].flatMap((hop) => {
    // The last hop alone is the second half of the window before it.
    if (hop === last && hop > first && hops.has(hop - 1)) return [];
    const start = origin + hop * HOP;
    const own = [...(hops.get(hop) ?? []), ...(hops.get(hop + 1) ?? [])];
    if (own.length < ONSETS_MIN) return [];
    const end = (own.at(-1)?.step ?? start) - start + 1;
    return [
      {
        start,
        length: hop + 1 < last ? WINDOW : Math.ceil(end / BEAT) * BEAT,
        onsets: own.map(({ step, pitches }) => ({ step: step - start, pitches })),
      },
    ];
  });
}

/** The last beat at or before the first onset, beats being the fourth of all steps on which most notes begin. */
function firstBeat(onsets: readonly Onset[]): number {
  const first = onsets[0]?.step ?? 0;
  const counts = new Array<number>(BEAT).fill(0);
  for (const { step, pitches } of onsets) {
    const phase = (step - first) % BEAT;
    counts[phase] = (counts[phase] ?? 0) + pitches.length;
  }
  const phase = counts.indexOf(Math.max(...counts));
  return phase === 0 ? first : first + phase - BEAT;
}
