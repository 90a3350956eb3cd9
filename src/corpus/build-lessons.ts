import { gatherDrums, type DrumLesson } from './drum-lessons.ts';
import type { ChordLesson, LessonNote, MelodyLesson } from './lesson.ts';
import { melodyGrams, type GramNote } from './melody-grams.ts';
import { twinIndex, twinReason } from './near-twins.ts';
import { readCorpus, type CorpusOptions, type Drop } from './read-corpus.ts';
import { gatherRolls, type RollLesson } from './roll-lessons.ts';
import { isAnnotated, songLessons } from './song-lessons.ts';
import { contentHash } from './split.ts';

/** Everything to learn from in a corpus. */
export interface Lessons {
  readonly chords: readonly ChordLesson[];
  readonly melodies: readonly MelodyLesson[];
  readonly rolls: readonly RollLesson[];
  readonly drums: readonly DrumLesson[];
  /** Files that gave nothing at all, and those whose chords and melody were left out since they are nearly another's. */
  readonly drops: readonly Drop[];
}

/**
 * How many songs teach at most when nothing else is said: each keeps about 42 KB in memory until training ends (see docs/evaluation.md),
 * so that these need some 700 MB.
 */
export const SONGS_MAX = 10_000;

/** Which lessons to make of a corpus. */
export interface LessonOptions extends CorpusOptions {
  /**
   * Whether songs without a CHORDS track teach chords and melodies too, by what analysis finds in them. Written chords are better
   * than found ones, so that by default (`when-needed`) songs are analysed only in a folder in which no song has any written.
   */
  readonly analyse?: 'when-needed' | 'always' | 'never';
  /**
   * What to do with a song whose melody is nearly that of an earlier one, in whatever key, tempo and arrangement: by default its chords and
   * melody are left out, so that no network is measured on what it learnt.
   */
  readonly twins?: 'drop' | 'keep';
}

/**
 * Reads a corpus folder and makes lessons of its songs in 4/4: chords and melodies by their tracks named CHORDS and MELODY, or by
 * analysis (see {@link LessonOptions}), rolls of EDM and Classical (see {@link gatherRolls}), and the drums of all. A folder in
 * which songs have to be analysed is read twice. Of more than `songsMax` files ({@link SONGS_MAX}) only so many are read. Throws a CorpusError when the folder can't be read.
 */
export async function buildLessons(folder: string, options: LessonOptions = {}): Promise<Lessons> {
  const { analyse = 'when-needed' } = options;
  const first = await readLessons(folder, options, analyse === 'always');
  if (first.annotated || analyse !== 'when-needed') return first.lessons;
  return (await readLessons(folder, options, true)).lessons;
}

async function readLessons(
  folder: string,
  options: LessonOptions,
  analyse: boolean,
): Promise<{ readonly lessons: Lessons; readonly annotated: boolean }> {
  const drops: Drop[] = [];
  const chords: ChordLesson[] = [];
  const melodies: MelodyLesson[] = [];
  const rolls = gatherRolls();
  const drums = gatherDrums();
  const seen = new Set<string>();
  const isNew = (music: unknown): boolean => {
    const hash = contentHash(JSON.stringify(music));
    return !seen.has(hash) && seen.add(hash) !== undefined;
  };
  const twins = twinIndex();
  let annotated = false;
  for await (const song of readCorpus(folder, {
    songsMax: SONGS_MAX,
    ...options,
    onDrop: (drop) => drops.push(drop),
  })) {
    annotated ||= isAnnotated(song);
    const others = [rolls.add(song), drums.add(song)].filter((reason) => reason === undefined);
    const lessons = songLessons(song, analyse);
    if (typeof lessons === 'string') {
      if (others.length === 0) drops.push({ file: song.file, reason: lessons });
      continue;
    }
    const freshChords = lessons.chords.filter((lesson) => isNew(lesson.chords));
    const freshMelodies = lessons.melodies.filter((lesson) => isNew(lesson.notes));
    if (freshChords.length + freshMelodies.length === 0) {
      if (others.length === 0) drops.push({ file: song.file, reason: 'its music is in another file' });
      continue;
    }
    const grams = new Set(lessons.melodies.flatMap(({ notes }) => [...melodyGrams(lineOf(notes))]));
    const [twin] = options.twins === 'keep' ? [] : twins.find(grams);
    if (twin !== undefined) {
      drops.push({ file: song.file, reason: twinReason(twin) });
      continue;
    }
    twins.add(song.file, grams);
    chords.push(...freshChords);
    melodies.push(...freshMelodies);
  }
  return { lessons: { chords, melodies, rolls: rolls.lessons(), drums: drums.lessons, drops }, annotated };
}

function lineOf(notes: readonly LessonNote[]): readonly GramNote[] {
  let start = 0;
  const line: GramNote[] = [];
  for (const { pitch, sixteenths } of notes) {
    if (pitch !== undefined) line.push({ start, pitch });
    start += sixteenths;
  }
  return line;
}
