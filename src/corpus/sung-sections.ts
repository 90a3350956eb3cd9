import { TICKS_PER_SIXTEENTH, type Section } from '../score/index.ts';
import type { LessonSection } from './lesson.ts';
import type { LineNote } from './melody-line.ts';

/** Sixteenths in a bar of 4/4. */
const BAR = 16;

/**
 * The sections of a song in which its melody plays, in bars from the beginning of the file. Themes are numbered as they are first sung, so that
 * an intro without a melody is none.
 */
export function sungSections(
  sections: readonly Section[],
  line: readonly Pick<LineNote, 'start'>[],
): readonly LessonSection[] {
  const bars = (ticks: number): number => Math.round(ticks / TICKS_PER_SIXTEENTH / BAR);
  const themes = new Map<string, number>();
  return sections.flatMap(({ name, start, duration }) => {
    const from = bars(start);
    const length = bars(start + duration) - from;
    const isSung = line.some((note) => note.start >= from * BAR && note.start < (from + length) * BAR);
    if (!isSung) return [];
    const theme = themes.get(name);
    themes.set(name, theme ?? themes.size);
    return [{ from, bars: length, theme: theme ?? themes.size - 1, returns: theme !== undefined }];
  });
}

/** The sections that reach into some bars, told from the first of those. */
export function cutSections(sections: readonly LessonSection[], from: number, to: number): readonly LessonSection[] {
  return sections
    .filter((section) => section.from < to && section.from + section.bars > from)
    .map((section) => ({ ...section, from: section.from - from }));
}
