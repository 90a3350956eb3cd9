import { contentHash, type CorpusOptions, type Drop, readCorpus, SHIPPED_LICENCES, splitOf } from '../corpus/index.ts';
import { type ClassifierSong, type Genre, gridNotes, hearSong } from '../model/index.ts';

/** Licences that keep a song from training what is shipped, but not from being listened to when the result is measured. */
const MEASURED_LICENCES: readonly string[] = ['share-alike', 'copyleft'];

/** What a corpus gives the classifier. */
export interface ClassifierSongs {
  readonly songs: readonly ClassifierSong[];
  /** Names exactly these songs and what each is used for. */
  readonly hash: string;
  readonly drops: readonly Drop[];
}

/**
 * Reads the songs in `edm/` and `classical/` of a corpus folder. Which split a song is in is told by the hash of its family, so that songs of
 * one rhythm stay together. Songs under share-alike and copyleft licences are measured only, unless the licences asked for name
 * them. Throws a CorpusError when the folder can't be read.
 */
export async function classifierSongs(folder: string, options: CorpusOptions = {}): Promise<ClassifierSongs> {
  const drops: Drop[] = [];
  const songs: ClassifierSong[] = [];
  const names: (readonly string[])[] = [];
  const training = options.licences ?? SHIPPED_LICENCES;
  const licences = [...training, ...MEASURED_LICENCES];
  for await (const song of readCorpus(folder, { ...options, licences, onDrop: (drop) => drops.push(drop) })) {
    const { file, provenance, midi } = song;
    const genre = genreOf(file);
    const pitched = midi.tracks.filter(({ drums }) => !drums).flatMap(({ notes }) => notes);
    const heard = genre === undefined ? undefined : hearSong(gridNotes(pitched));
    if (genre === undefined) drops.push({ file, reason: 'neither in edm/ nor in classical/' });
    else if (heard === undefined) drops.push({ file, reason: 'too few notes' });
    else {
      const { source, licence, status } = provenance;
      const mayTrain = training.includes(status) || !MEASURED_LICENCES.includes(status);
      const use = mayTrain ? splitOf(contentHash(heard.family)) : 'measure';
      names.push([file, song.hash, use]);
      songs.push({ file, genre, source: collection(source), licence, use, ...heard });
    }
  }
  return { songs, hash: contentHash(JSON.stringify(names)), drops };
}

function genreOf(file: string): Genre | undefined {
  if (/(^|\/)edm\//i.test(file)) return 'EDM';
  return /(^|\/)classical\//i.test(file) ? 'Classical' : undefined;
}

/** The collection that a manifest names: the first word, before what it says of the single file (`LMMS/lmms data/projects`). */
function collection(source: string): string {
  return source.split(/[\s(]/)[0] ?? source;
}
