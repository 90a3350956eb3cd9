import { pitchClass, type Mode } from '../theory/index.ts';
import type { ChordEvent, MelodyEvent } from './musicians.ts';

/** Music of a source, relative to a tonic of C; without notes only its harmony is known. */
export interface BlendLesson {
  readonly mode: Mode;
  readonly notes?: readonly MelodyEvent[];
  readonly chords: readonly ChordEvent[];
}

/** Sixteenths in a bar of 4/4 and in a quarter note. */
const BAR = 16;
const QUARTER = 4;

/** A minor tonic lies so many semitones below its relative major's. */
const RELATIVE = 3;

/** The same music as it is in the relative key of the other mode, so that songs in A minor and in C major meet. */
export function inMode<L extends BlendLesson>(lesson: L, mode: Mode): L {
  if (lesson.mode === mode) return lesson;
  const shift = mode === 'major' ? -RELATIVE : RELATIVE;
  const { notes, chords } = lesson;
  return {
    ...lesson,
    mode,
    chords: chords.map((chord) => ({ ...chord, root: pitchClass(chord.root + shift) })),
    ...(notes === undefined
      ? {}
      : {
          notes: notes.map((note) => ({ ...note, pitch: note.pitch === undefined ? undefined : note.pitch + shift })),
        }),
  };
}

/** The beginning of a piece: at least so many bars, up to the next bar line on which no note is held; all of it when it is shorter. */
export function firstBars(lesson: BlendLesson, bars: number): BlendLesson {
  const { notes } = lesson;
  if (notes === undefined) {
    const whole = Math.floor(lesson.chords.reduce((sum, { beats }) => sum + beats * QUARTER, 0) / BAR);
    return { ...lesson, chords: chordsBetween(lesson.chords, 0, (Math.min(bars, whole) * BAR) / QUARTER) };
  }
  let length = 0;
  const events: MelodyEvent[] = [];
  for (const event of notes) {
    if (length >= bars * BAR && length % BAR === 0) break;
    events.push(event);
    length += event.sixteenths;
  }
  return { ...lesson, notes: events, chords: chordsBetween(lesson.chords, 0, length / QUARTER) };
}

/** The chords from one quarter note to another; those that lie across an end are cut there. */
export function chordsBetween(chords: readonly ChordEvent[], from: number, until: number): readonly ChordEvent[] {
  let at = 0;
  return chords.flatMap((chord) => {
    const start = Math.max(at, from);
    at += chord.beats;
    const beats = Math.min(at, until) - start;
    return beats > 0 ? [{ ...chord, beats }] : [];
  });
}
