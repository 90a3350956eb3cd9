import { lessonsHash, lessonSources, type Lesson, type Lessons } from '../corpus/index.ts';
import {
  encodeChords,
  encodeNotes,
  encodePercussion,
  encodeRoll,
  lineOfEvents,
  lineOfRoll,
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

/** The networks that write melodies: beside each lies an index of the melodies that it learnt. */
export type MelodyNetwork = Extract<NetworkName, 'notes' | 'melody'>;

/** Whether a network writes melodies. */
export function writesMelodies(network: NetworkName): network is MelodyNetwork {
  return network === 'notes' || network === 'melody';
}

/** A melody of a song of a corpus. */
export interface SongLine {
  readonly song: string;
  /** Whether the network learns from it. */
  readonly learnt: boolean;
  readonly line: readonly LineNote[];
}

/** The melodies that a network learns from or is measured on; of a roll the upper voice. */
export function songLines(network: MelodyNetwork, { melodies, rolls }: Lessons): readonly SongLine[] {
  const lines =
    network === 'notes'
      ? holdOut(melodies).map((lesson) => ({ ...lesson, line: lineOfEvents(lesson.notes) }))
      : holdOut(rolls).map((lesson) => ({ ...lesson, line: lineOfRoll(lesson.notes) }));
  return lines.map(({ song, split, line }) => ({ song, learnt: split === 'train', line }));
}

/** What a network learns from, as the index that songs are checked with on air. */
export function learntMelodies(network: MelodyNetwork, lessons: Lessons): OriginalityIndex {
  return originalityIndex(songLines(network, lessons).flatMap(({ learnt, line }) => (learnt ? [line] : [])));
}
