import { createHash } from 'node:crypto';

import type { Chord, Mode } from '../theory/index.ts';
import type { Provenance } from './manifest.ts';
import type { Split } from './split.ts';

/** A chord of a lesson: its root in semitones above the key's tonic. */
export interface LessonChord extends Chord {
  /** Quarter notes; a multiple of 0.5. */
  readonly beats: number;
}

/** A note or a rest of a lesson's melody. */
export interface LessonNote {
  /** MIDI pitch, moved to a tonic of C; undefined is a rest. */
  readonly pitch: number | undefined;
  readonly sixteenths: number;
  /** MIDI velocity, moved so that the song's mean is 80. */
  readonly velocity: number;
}

/** What every lesson tells: where it is from and how it may be used. */
export interface Lesson {
  /** The file, relative to the corpus folder. */
  readonly song: string;
  readonly provenance: Provenance;
  readonly split: Split;
}

/** A chord progression in 4/4 to learn from. It begins on a bar line; equal neighbours are one chord. */
export interface ChordLesson extends Lesson {
  readonly mode: Mode;
  readonly chords: readonly LessonChord[];
}

/** A section of a song in which its melody plays. */
export interface LessonSection {
  /** Bars from the lesson's beginning to the section's; below 0 when the lesson begins within it. */
  readonly from: number;
  /** Bars of the whole section, which may end after the lesson. */
  readonly bars: number;
  /** Which of the song's themes it is, in the order in which they are first sung: 0, 1, 2… */
  readonly theme: number;
  /** Whether the theme was sung before. */
  readonly returns: boolean;
}

/** Some bars of a melody in 4/4 with the harmony under it, both equally long. It begins on a bar line. */
export interface MelodyLesson extends Lesson {
  readonly mode: Mode;
  readonly notes: readonly LessonNote[];
  readonly chords: readonly LessonChord[];
  /** In their order; a bar may lie in none. */
  readonly sections: readonly LessonSection[];
}

/** A source of lessons, its licence, and how many of its songs gave any. */
export interface LessonSource {
  readonly source: string;
  readonly licence: string;
  readonly songs: number;
}

/** Where lessons come from, the source with the most songs first. */
export function lessonSources(lessons: readonly Lesson[]): readonly LessonSource[] {
  const songs = new Map<string, Lesson>(lessons.map((lesson) => [lesson.song, lesson]));
  const sources = new Map<string, LessonSource>();
  for (const { provenance } of songs.values()) {
    const { source, licence } = provenance;
    const key = `${source}\n${licence}`;
    sources.set(key, { source, licence, songs: (sources.get(key)?.songs ?? 0) + 1 });
  }
  return [...sources.values()].sort((a, b) => b.songs - a.songs);
}

/** A name for exactly these lessons: the sha256 over their content. */
export function lessonsHash(lessons: readonly Lesson[]): string {
  // As the sha256 of one JSON text of all, which for a large corpus would be longer than a string may be.
  const hash = createHash('sha256').update('[');
  lessons.forEach((lesson, index) => hash.update(`${index === 0 ? '' : ','}${JSON.stringify(lesson)}`));
  return hash.update(']').digest('hex');
}
