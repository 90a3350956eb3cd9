import { lessonsHash, lessonSources, type Lesson, type Lessons, type MelodyLesson } from '../corpus/index.ts';
import {
  encodeChords,
  encodeNotes,
  encodePercussion,
  encodeRoll,
  lineOfEvents,
  originalityIndex,
  type LineNote,
  type NetworkName,
  type OriginalityIndex,
  type TokenSequence,
  type TrainingData,
} from '../model/index.ts';

/** What a network learns from lessons. */
export function trainingData(network: NetworkName, lessons: Lessons): TrainingData {
  return ENCODINGS[network](lessons);
}

const ENCODINGS: Readonly<Record<NetworkName, (lessons: Lessons) => TrainingData>> = {
  chords: ({ chords }) => encoded(chords, encodeChords),
  notes: ({ melodies }) => encoded(melodies, encodeNotes),
  melody: ({ rolls }) => encoded(rolls, encodeRoll),
  percussion: ({ drums }) => encoded(drums, encodePercussion),
};

function encoded<L extends Lesson>(lessons: readonly L[], encode: (lesson: L) => TokenSequence): TrainingData {
  const splits = holdOut(lessons);
  const of = (split: Lesson['split']): readonly TokenSequence[] =>
    splits.filter((lesson) => lesson.split === split).map(encode);
  return {
    train: of('train'),
    validation: of('validation'),
    test: of('test'),
    hash: lessonsHash(splits),
    sources: [...lessonSources(splits)],
  };
}

/**
 * Lessons of which some are to learn from and some to choose the best epoch by. Which a song is for its hash decides; where that
 * leaves one of the two without a song, as it may in a small collection, the last quarter of the songs (at least one) is held out
 * and all others are learnt from. A single song stays where it is.
 */
export function holdOut<L extends Lesson>(lessons: readonly L[]): readonly L[] {
  const splits = new Set(lessons.map(({ split }) => split));
  const songs = [...new Set(lessons.map(({ song }) => song))];
  if ((splits.has('train') && splits.has('validation')) || songs.length < 2) return lessons;
  const heldOut = new Set(songs.slice(-Math.max(1, Math.floor(songs.length / 4))));
  return lessons.map((lesson) => ({ ...lesson, split: heldOut.has(lesson.song) ? 'validation' : 'train' }));
}

/** The melodies that the network for notes learns from. */
export function learntLines(melodies: readonly MelodyLesson[]): readonly (readonly LineNote[])[] {
  return holdOut(melodies)
    .filter(({ split }) => split === 'train')
    .map(({ notes }) => lineOfEvents(notes));
}

/** What the network for notes learns from, as the index that songs are checked with on air. */
export function learntMelodies(melodies: readonly MelodyLesson[]): OriginalityIndex {
  return originalityIndex(learntLines(melodies));
}
