import path from 'node:path';
import { openStyles } from '../compose/index.ts';
import { buildLessons } from '../corpus/index.ts';
import { composeSongs, type SongOrder } from './evaluate-music.ts';
import { originalityReport, type CheckedSong, type OriginalityReport } from '../evaluate/index.ts';
import { learntMelodies, songLines, type MelodyNetwork, type SongLine } from './training-data.ts';
import { lineOfNotes, originalityIndex, writeOriginality } from '../model/index.ts';

/** What is compared with the songs behind the networks that write melodies. */
export interface OriginalityQuestion {
  /** The folder that the networks were trained on. */
  readonly corpus: string;
  readonly order: SongOrder;
  /** Whether to write the indices that songs are checked with on air beside the networks. */
  readonly write: boolean;
}

/** Steps in a gram of the index that tells how long even short stretches are. */
const FINE_GRAM = 4;

/**
 * How much composed songs share with the songs that the network behind their style's melodies learnt from, and, as a measure for it,
 * how much people's songs do that it did not learn from. Throws a CorpusError or a ModelError.
 */
export async function evaluateOriginality(
  question: OriginalityQuestion,
): Promise<Readonly<Record<string, OriginalityReport>>> {
  const { order } = question;
  const lessons = await buildLessons(question.corpus);
  const network = await melodyNetworkOf(order);
  if (question.write) {
    for (const name of ['notes', 'melody'] as const) {
      await writeOriginality(path.join(order.modelsDir, name), learntMelodies(name, lessons));
    }
  }
  const index = learntMelodies(network, lessons);
  const lines = songLines(network, lessons);
  const fine = originalityIndex(
    lines.flatMap(({ learnt, line }) => (learnt ? [line] : [])),
    FINE_GRAM,
  );
  const composed = (await composeSongs(order)).map(({ name, midi }): CheckedSong => ({
    name,
    lines: midi.tracks.filter((track) => track.name === 'melody').map(({ notes }) => lineOfNotes(notes)),
  }));
  return {
    [`${order.style}, composed`]: originalityReport(composed, index, fine),
    "people's, held out": originalityReport(peoplesSongs(lines), index, fine),
  };
}

/** Melodies of EDM are written by the network for rolls, all others, those of people's genres too, by that for notes. */
async function melodyNetworkOf({ stylesDir, style }: SongOrder): Promise<MelodyNetwork> {
  const { styles } = await openStyles(stylesDir);
  return styles.find(({ name }) => name === style)?.family === 'edm' ? 'melody' : 'notes';
}

function peoplesSongs(lines: readonly SongLine[]): readonly CheckedSong[] {
  const heldOut = Map.groupBy(
    lines.filter(({ learnt }) => !learnt),
    ({ song }) => song,
  );
  return [...heldOut].map(([name, own]) => ({ name, lines: own.map(({ line }) => line) }));
}
