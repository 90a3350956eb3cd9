import type { ChordSpan } from '../score/index.ts';
import { TICKS_PER_SIXTEENTH } from '../score/index.ts';
import type { Key } from '../theory/index.ts';
import { relativeChords } from './chord-lessons.ts';
import { cutSpans } from './harmony.ts';
import type { LessonChord, LessonNote, LessonSection } from './lesson.ts';
import type { LineNote } from './melody-line.ts';
import { cutSections } from './sung-sections.ts';

/** Sixteenths in a bar of 4/4. */
const BAR = 16;
/** From so many silent bars on, what follows is a new stretch of melody. */
const SILENT_BARS = 2;
/** A stretch with fewer notes teaches little. */
const NOTES_MIN = 12;
/** The middle of the range that melodies are moved into, by octaves: D5, where a lead plays. */
const CENTRE = 74;
/** What a song's mean velocity is moved to. */
const VELOCITY_MEAN = 80;

/** A stretch of melody, the chords under it and the sections it lies in. */
export interface MelodyStretch {
  readonly notes: readonly LessonNote[];
  readonly chords: readonly LessonChord[];
  readonly sections: readonly LessonSection[];
}

/**
 * Cuts a melody where it is silent for {@link SILENT_BARS} whole bars, moves it to a tonic of C near {@link CENTRE}, and lays each
 * stretch, in whole bars, over its chords and into the song's sections. Stretches that the harmony does not cover are left out.
 */
export function melodyStretches(
  line: readonly LineNote[],
  runs: readonly (readonly ChordSpan[])[],
  key: Key,
  sections: readonly LessonSection[],
): readonly MelodyStretch[] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const octaves = Math.round((CENTRE - mean(line.map((note) => note.pitch - key.tonic))) / 12);
  const shift = octaves * 12 - key.tonic;
  const louder = VELOCITY_MEAN - mean(line.map((note) => note.velocity));
  return stretches(line).flatMap((notes) => {
    const from = barOf(notes[0]?.start ?? 0) * BAR;
    const to = (barOf(endOf(notes) - 1) + 1) * BAR;
    const chords = runs
      .map((run) => cutSpans(run, from * TICKS_PER_SIXTEENTH, to * TICKS_PER_SIXTEENTH))
      .find((spans) => spans.reduce((sum, span) => sum + span.duration, 0) === (to - from) * TICKS_PER_SIXTEENTH);
    if (chords === undefined || notes.length < NOTES_MIN) return [];
    return [
      {
        notes: withRests(notes, from, to, shift, louder),
        chords: relativeChords(chords, key),
        sections: cutSections(sections, from / BAR, to / BAR),
      },
    ];
  });
}

function barOf(sixteenth: number): number {
  return Math.floor(sixteenth / BAR);
}

function endOf(notes: readonly LineNote[]): number {
  const last = notes.at(-1);
  return last === undefined ? 0 : last.start + last.length;
}

function stretches(line: readonly LineNote[]): readonly (readonly LineNote[])[] {
  const found: LineNote[][] = [];
  for (const note of line) {
    const current = found.at(-1);
    const silentBars = current === undefined ? Infinity : barOf(note.start) - barOf(endOf(current) - 1) - 1;
    if (current === undefined || silentBars >= SILENT_BARS) found.push([note]);
    else current.push(note);
  }
  return found;
}

/** The notes from `from` to `to` with the rests between them; a rest ends at each bar line, so that bars are told apart. */
function withRests(
  notes: readonly LineNote[],
  from: number,
  to: number,
  shift: number,
  louder: number,
): readonly LessonNote[] {
  const events: LessonNote[] = [];
  let now = from;
  const restUntil = (time: number): void => {
    while (now < time) {
      const end = Math.min(time, (barOf(now) + 1) * BAR);
      events.push({ pitch: undefined, sixteenths: end - now, velocity: VELOCITY_MEAN });
      now = end;
    }
  };
  for (const note of notes) {
    restUntil(note.start);
    const velocity = Math.min(127, Math.max(1, Math.round(note.velocity + louder)));
    events.push({ pitch: note.pitch + shift, sixteenths: note.length, velocity });
    now = note.start + note.length;
  }
  restUntil(to);
  return events;
}
