import { compose, type Composition, type SongWish } from '../../src/compose/compose.ts';
import type { EdmStyle } from '../../src/compose/edm/edm-style.ts';
import type { Musicians } from '../../src/model/index.ts';
import type { Note, PartRole, Score, Section } from '../../src/score/index.ts';
import { fakeMusicians } from './fake-musicians.ts';
import { SHIPPED_STYLES } from './shipped-styles.ts';

/** A bar of 4/4 in ticks. */
export const BAR = 1920;

/** The shipped styles of dance music. */
export const EDM_STYLES: readonly EdmStyle[] = SHIPPED_STYLES.flatMap((style) =>
  style.family === 'edm' ? [style] : [],
);

/** One of them by its name. */
export function edmStyle(name: string): EdmStyle {
  const style = EDM_STYLES.find((candidate) => candidate.name === name);
  if (style === undefined) throw new Error(`There is no style ${name} of dance music.`);
  return style;
}

/** A song of dance music by musicians of no skill, unless others are given. */
export function edmSong(
  name: string,
  wish: Partial<SongWish> = {},
  musicians: Musicians = fakeMusicians(),
): Composition {
  return compose(edmStyle(name), { seed: 7, seconds: 90, instruments: {}, ...wish }, musicians);
}

/** All notes of a role, whoever plays them, in order of time. */
export function notesOf(score: Score, role: PartRole): readonly Note[] {
  return score.parts
    .filter((part) => part.role === role)
    .flatMap((part) => part.notes)
    .sort((a, b) => a.start - b.start);
}

/** The notes of a role that begin in a section; half a sixteenth early counts as in it. */
export function notesIn(score: Score, role: PartRole, { start, duration }: Section): readonly Note[] {
  return notesOf(score, role).filter((note) => note.start >= start - 60 && note.start < start + duration - 60);
}

/** The sections of a kind. */
export function sectionsOf(score: Score, name: string): readonly Section[] {
  return score.sections.filter((section) => section.name === name);
}
