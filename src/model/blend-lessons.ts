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
    return { ...lesson, chords: cutChords(lesson.chords, Math.min(bars, whole) * BAR) };
  }
  let length = 0;
  const events: MelodyEvent[] = [];
  for (const event of notes) {
    if (length >= bars * BAR && length % BAR === 0) break;
    events.push(event);
    length += event.sixteenths;
  }
  return { ...lesson, notes: events, chords: cutChords(lesson.chords, length) };
}

function cutChords(chords: readonly ChordEvent[], sixteenths: number): readonly ChordEvent[] {
  let left = sixteenths / QUARTER;
  return chords.flatMap((chord) => {
    const beats = Math.min(left, chord.beats);
    left -= beats;
    return beats > 0 ? [{ ...chord, beats }] : [];
  });
}
