import { readCorpus, type Drop } from '../corpus/index.ts';
import { songFigures, type NamedSong, type SongFigures } from '../evaluate/index.ts';

/** The songs of a folder that can be measured, and why the others can't. */
export interface SongFolder {
  readonly songs: readonly NamedSong[];
  readonly figures: readonly SongFigures[];
  readonly drops: readonly Drop[];
}

/** Reads and measures each MIDI file of a folder tree. Throws a CorpusError when the folder can't be read. */
export async function readSongFolder(folder: string, signal?: AbortSignal): Promise<SongFolder> {
  const drops: Drop[] = [];
  const songs: NamedSong[] = [];
  const figures: SongFigures[] = [];
  for await (const { file, hash, midi } of readCorpus(folder, {
    onDrop: (drop) => drops.push(drop),
    ...(signal === undefined ? {} : { signal }),
  })) {
    // The hash tells songs apart: a copy under another name is the same song.
    const found = songFigures({ name: `${file} ${hash.slice(0, 12)}`, midi });
    if (typeof found === 'string') drops.push({ file, reason: found });
    else {
      songs.push({ name: file, midi });
      figures.push(found);
    }
  }
  return { songs, figures, drops };
}
