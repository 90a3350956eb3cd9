import path from 'node:path';
import { buildLessons, type MelodyLesson } from '../corpus/index.ts';
import { composeSongs, type SongOrder } from './evaluate-music.ts';
import { originalityReport, type CheckedSong, type OriginalityReport } from '../evaluate/index.ts';
import { holdOut, learntLines, learntMelodies } from './training-data.ts';
import { lineOfEvents, lineOfNotes, originalityIndex, writeOriginality } from '../model/index.ts';

/** What is compared with the songs behind the network that writes notes. */
export interface OriginalityQuestion {
  /** The folder that the network was trained on. */
  readonly corpus: string;
  readonly order: SongOrder;
  /** Whether to write the index that songs are checked with on air beside the network. */
  readonly write: boolean;
}

/** Steps in a gram of the index that tells how long even short stretches are. */
const FINE_GRAM = 4;

/**
 * How much composed songs share with the songs that the network learnt from, and, as a measure for it, how much people's songs do that
 * it did not learn from. Throws a CorpusError or a ModelError.
 */
export async function evaluateOriginality(
  question: OriginalityQuestion,
): Promise<Readonly<Record<string, OriginalityReport>>> {
  const { order } = question;
  const { melodies } = await buildLessons(question.corpus);
  const index = learntMelodies(melodies);
  const fine = originalityIndex(learntLines(melodies), FINE_GRAM);
  if (question.write) await writeOriginality(path.join(order.modelsDir, 'notes'), index);
  const composed = (await composeSongs(order)).map(({ name, midi }): CheckedSong => ({
    name,
    lines: midi.tracks.filter((track) => track.name === 'melody').map(({ notes }) => lineOfNotes(notes)),
  }));
  return {
    [`${order.style}, composed`]: originalityReport(composed, index, fine),
    "people's, held out": originalityReport(peoplesSongs(melodies), index, fine),
  };
}

function peoplesSongs(melodies: readonly MelodyLesson[]): readonly CheckedSong[] {
  const heldOut = Map.groupBy(
    holdOut(melodies).filter(({ split }) => split !== 'train'),
    ({ song }) => song,
  );
  return [...heldOut].map(([name, lessons]) => ({ name, lines: lessons.map(({ notes }) => lineOfEvents(notes)) }));
}
