import { alignment, keyOfNotes, sumParts, transpose, type SummedRoll } from '../score/index.ts';
import { scalePitchClasses, pitchClass, type Mode } from '../theory/index.ts';
import { families } from './families.ts';
import type { Lesson } from './lesson.ts';
import { melodyGrams } from './melody-grams.ts';
import { twinIndex } from './near-twins.ts';
import type { CorpusSong } from './read-corpus.ts';
import { contentHash, type Split } from './split.ts';

/** The two kinds of music between which the EDM melody network is steered. */
export type RollGenre = 'edm' | 'classical';

/** A note of a summed roll, on the grid. */
export interface RollNote {
  /** Sixteenths from the lesson's first bar line. */
  readonly at: number;
  readonly sixteenths: number;
  /** MIDI pitch. */
  readonly pitch: number;
}

/** All melodic parts of a song in 4/4 as one, in the key of C major or A minor. */
export interface RollLesson extends Lesson {
  readonly genre: RollGenre;
  readonly mode: Mode;
  /** In order of time, then of pitch; at most {@link VOICES_MAX} begin together. */
  readonly notes: readonly RollNote[];
}

/** A lesson before it is known what it is for. */
interface Unsplit extends Omit<RollLesson, 'split'> {
  /** The hash of what may not be torn apart by the split: a song, and all whose upper voice is nearly the same. */
  readonly family: string;
}

/** A lesson has at most so many bars; a longer song gives several. */
const BARS = 64;
/** Of a song so many lessons are taken, so that no single one teaches too much. */
const LESSONS_MAX = 2;
const NOTES_MIN = 24;
/** Of more notes that begin together the lowest and the highest stay. */
const VOICES_MAX = 6;
/** A longer note ends. */
const LONGEST = 32;
/** Below this share of sounding time on the scale a song modulates, or its key was not found. */
const IN_SCALE_MIN = 0.8;
/** For each note of EDM so many of Classical: it is the bridge, not the goal. */
const CLASSICAL_SHARE = 2;
/** The share of a genre's notes that validate, and as many that test. */
const HELD_OUT = 0.1;

/** Gathers the melodic parts of EDM and Classical: songs in a folder with such a name. */
export interface RollGathering {
  /** Takes a song, if its notes once aligned are new. Says why not. */
  add(song: CorpusSong): string | undefined;
  /**
   * The lessons of all songs. In a corpus that has no folder of EDM every song that is not Classical counts as EDM: it is the music that
   * its owner wants. Otherwise songs of neither are left out.
   */
  lessons(): readonly RollLesson[];
}

/** A gathering of no songs yet. */
export function gatherRolls(): RollGathering {
  const told: Unsplit[] = [];
  const untold: Unsplit[] = [];
  const seen = new Set<string>();
  const twins = twinIndex();
  const kin = families();
  return {
    add(song) {
      const genre = genreOf(song.file);
      const lessons = rollLessons(song, genre ?? 'edm');
      if (typeof lessons === 'string') return lessons;
      const hash = contentHash(JSON.stringify(lessons.map(({ notes }) => notes)));
      if (seen.has(hash)) return 'its notes are in another file';
      seen.add(hash);
      const grams = new Set(lessons.flatMap(({ notes }) => [...melodyGrams(upperVoice(notes))]));
      const family = familyHash(song);
      for (const twin of twins.find(grams)) kin.join(family, twin.of);
      twins.add(family, grams);
      (genre === undefined ? untold : told).push(...lessons);
      return undefined;
    },
    lessons() {
      const all = told.some(({ genre }) => genre === 'edm') ? told : [...told, ...untold];
      const grouped = all.map((lesson) => ({ ...lesson, family: kin.of(lesson.family) }));
      return balanced((['edm', 'classical'] as const).flatMap((genre) => split(grouped, genre)));
    },
  };
}

function genreOf(file: string): RollGenre | undefined {
  const folders = file.toLowerCase().split('/').slice(0, -1);
  if (folders.some((name) => /\bclassical\b/.test(name))) return 'classical';
  return folders.some((name) => /\b(edm|electronic|house|trance|techno|dance)\b/.test(name)) ? 'edm' : undefined;
}

/** A song's lessons, or why there are none. */
function rollLessons(song: CorpusSong, genre: RollGenre): readonly Unsplit[] | string {
  const { midi, file, provenance } = song;
  if (midi.meters.some(({ meter }) => meter[0] !== 4 || meter[1] !== 4)) return 'not in 4/4 throughout';
  const parts = midi.tracks.filter(({ drums }) => !drums);
  const played = parts.flatMap(({ notes }) => notes);
  const mode = keyOfNotes(played)?.key.mode;
  if (mode === undefined) return 'no melodic notes';
  const shift = alignment(played, 'key');
  const roll = sumParts(parts.map(({ notes }) => ({ notes: transpose(notes, shift) })));
  const notes = rollNotes(roll);
  if (notes.length < NOTES_MIN) return 'too few notes';
  if (inScale(notes, mode) < IN_SCALE_MIN) return 'no single key';
  const base = { song: file, provenance, family: familyHash(song), genre, mode };
  const first = Math.floor((notes[0]?.at ?? 0) / 16) * 16;
  const lessons = Array.from({ length: LESSONS_MAX }, (_, index) => {
    const from = first + index * BARS * 16;
    const own = notes.filter(({ at }) => at >= from && at < from + BARS * 16);
    return { ...base, notes: own.map((note) => ({ ...note, at: note.at - from })) };
  });
  return lessons.filter((lesson) => lesson.notes.length >= NOTES_MIN);
}

/** The notes of a roll: each lasts until its pitch falls silent or is struck again. */
function rollNotes({ steps, velocities, onsets }: SummedRoll): readonly RollNote[] {
  const notes: RollNote[] = [];
  for (let at = 0; at < steps; at += 1) {
    const struck: number[] = [];
    for (let pitch = 0; pitch < 128; pitch += 1) if (onsets[at * 128 + pitch] === 1) struck.push(pitch);
    const low = Math.ceil(VOICES_MAX / 2);
    const kept = struck.length <= VOICES_MAX ? struck : [...struck.slice(0, low), ...struck.slice(low - VOICES_MAX)];
    for (const pitch of kept) {
      const sounds = (step: number): boolean =>
        step < steps && velocities[step * 128 + pitch] !== 0 && onsets[step * 128 + pitch] === 0;
      let sixteenths = 1;
      while (sixteenths < LONGEST && sounds(at + sixteenths)) sixteenths += 1;
      notes.push({ at, sixteenths, pitch });
    }
  }
  return notes;
}

/** Of the notes that begin together the highest. */
function upperVoice(notes: readonly RollNote[]): readonly { readonly start: number; readonly pitch: number }[] {
  return notes.filter(({ at }, index) => notes[index + 1]?.at !== at).map(({ at, pitch }) => ({ start: at, pitch }));
}

function inScale(notes: readonly RollNote[], mode: Mode): number {
  const scale = scalePitchClasses({ tonic: mode === 'major' ? 0 : 9, mode });
  const sum = (some: readonly RollNote[]): number => some.reduce((total, { sixteenths }) => total + sixteenths, 0);
  return sum(notes.filter(({ pitch }) => scale.includes(pitchClass(pitch)))) / sum(notes);
}

/** All of EDM and, of each split, so much of Classical that it does not outweigh it; all of it where there is no EDM. */
function balanced(lessons: readonly RollLesson[]): readonly RollLesson[] {
  const edm = lessons.filter(({ genre }) => genre === 'edm');
  if (edm.length === 0) return lessons;
  const left = { train: 0, validation: 0, test: 0 };
  for (const { split, notes } of edm) left[split] += notes.length * CLASSICAL_SHARE;
  const classical = lessons
    .filter(({ genre }) => genre === 'classical')
    .map((lesson) => ({ lesson, order: contentHash(lesson.song) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const kept = classical.filter(({ lesson: { split, notes } }) => (left[split] -= notes.length) > -notes.length);
  return [...edm, ...kept.map(({ lesson }) => lesson)];
}

/**
 * Splits a genre's lessons: its families, in the order of their hashes, go to validation and then to test as long as those have room for
 * their notes, and all others train. Where a genre has only some dozens of families, a threshold on the hash, as other lessons
 * use it, would leave to chance whether anything is held out, or nearly all.
 */
function split(lessons: readonly Unsplit[], genre: RollGenre): readonly RollLesson[] {
  const own = lessons.filter((lesson) => lesson.genre === genre);
  const sizes = new Map<string, number>();
  for (const { family, notes } of own) sizes.set(family, (sizes.get(family) ?? 0) + notes.length);
  const room = HELD_OUT * [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const left = { validation: room, test: room };
  const splits = new Map<string, Split>();
  for (const [family, size] of [...sizes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const held = (['validation', 'test'] as const).find((name) => size <= left[name]);
    splits.set(family, held ?? 'train');
    if (held !== undefined) left[held] -= size;
  }
  return own.map(({ family, ...lesson }) => ({ ...lesson, split: splits.get(family) ?? 'train' }));
}

/**
 * A song is a family of its own; but renderings of a groove library that are called `…-style-rhythm-number` are one family for each
 * style: its rhythms share their parts, and the numbers are other chords.
 */
function familyHash({ file, hash, provenance }: CorpusSong): string {
  if (provenance.status !== 'copyleft-library-output') return hash;
  return contentHash(file.replace(/(-[^-/]*)?-\d+\.midi?$/i, ''));
}
