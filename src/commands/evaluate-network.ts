import path from 'node:path';
import { buildLessons, CorpusError, type Drop, type Lesson, type Lessons, type Split } from '../corpus/index.ts';
import { networkReport, type Fold, type NetworkReport } from '../evaluate/index.ts';
import { chooseBackend, NETWORK_KINDS, readModel, type NetworkName } from '../model/index.ts';
import { trainingData } from './training-data.ts';

/** What a network is measured on. */
export interface NetworkQuestion {
  readonly network: NetworkName;
  /** The folder of all models. */
  readonly modelsDir: string;
  readonly backend?: string | undefined;
  /** A folder tree of MIDI files. */
  readonly folder: string;
  /**
   * `corpus`: the folder is what the network was trained on, so its test songs are measured and the n-gram learns from its training
   * songs. `unseen`: nothing in it was learnt from, so all songs are measured, and the n-gram learns from the others of the folder.
   */
  readonly as: 'corpus' | 'unseen';
  readonly signal?: AbortSignal | undefined;
}

/** A network's report, and the files that nothing could be measured on. */
export interface NetworkAnswer {
  readonly report: NetworkReport;
  readonly drops: readonly Drop[];
}

/** In so many parts an unseen folder is measured, each by an n-gram that learnt from the others. */
const FOLDS = 5;

/**
 * Measures one of the radio's networks on a folder. Throws a CorpusError when the folder holds too little (an unseen one
 * needs three songs, for an n-gram to learn from, to choose its order by and to be measured on), and a ModelError.
 */
export async function evaluateNetwork(question: NetworkQuestion): Promise<NetworkAnswer> {
  const { network, folder, signal } = question;
  await chooseBackend({ backend: question.backend });
  const model = await readModel(path.join(question.modelsDir, network), network, NETWORK_KINDS[network].codec);
  const lessons = await buildLessons(folder, {
    // Of an unseen folder every song counts, whether its chords are written or have to be found.
    ...(question.as === 'unseen' ? { analyse: 'always' } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
  const folds = question.as === 'corpus' ? [trainingData(network, lessons)] : foldsOf(network, lessons);
  if (folds.every(({ test }) => test.length === 0)) {
    throw new CorpusError(
      `${folder} holds too little that the network ${network} can be measured on${reasons(lessons.drops)}`,
    );
  }
  const from = question.as === 'corpus' ? 'training split' : 'other songs of the folder';
  return { report: await networkReport(model, folds, from), drops: lessons.drops };
}

/** The folder cut by song; none when there are fewer than three songs. */
function foldsOf(network: NetworkName, lessons: Lessons): readonly Fold[] {
  const songs = [...new Set(taught(network, lessons).map(({ song }) => song))].sort();
  const folds = Math.min(FOLDS, songs.length);
  if (folds < 3) return [];
  const places = new Map(songs.map((song, index) => [song, index % folds]));
  return Array.from({ length: folds }, (_, fold) =>
    trainingData(
      network,
      resplit(lessons, ({ song }) => {
        const place = places.get(song) ?? -1;
        if (place === fold) return 'test';
        return place === (fold + 1) % folds ? 'validation' : 'train';
      }),
    ),
  );
}

function taught(network: NetworkName, { chords, melodies, rolls, drums }: Lessons): readonly Lesson[] {
  return { chords, notes: melodies, melody: rolls, percussion: drums }[network];
}

function resplit(lessons: Lessons, splitOf: (lesson: Lesson) => Split): Lessons {
  const moved = <L extends Lesson>(of: readonly L[]): readonly L[] =>
    of.map((lesson) => ({ ...lesson, split: splitOf(lesson) }));
  const { chords, melodies, rolls, drums } = lessons;
  return { ...lessons, chords: moved(chords), melodies: moved(melodies), rolls: moved(rolls), drums: moved(drums) };
}

/** Why files were left out: the commonest reasons. */
function reasons(drops: readonly Drop[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of drops) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, 3);
  return most.length === 0 ? '' : ` (left out: ${most.map(([reason, count]) => `${count} x ${reason}`).join('; ')})`;
}
