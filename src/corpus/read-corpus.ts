import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { MIDI_BYTES_MAX, readMidi, ScoreError, type MidiSong } from '../score/index.ts';
import { CorpusError } from './corpus-error.ts';
import { MANIFEST_NAME, readManifest, SHIPPED_LICENCES, UNSTATED, type Provenance } from './manifest.ts';
import { contentHash } from './split.ts';

/** A file of a corpus, read. */
export interface CorpusSong {
  /** Relative to the corpus folder, with `/`. */
  readonly file: string;
  /** The sha256 of the file. */
  readonly hash: string;
  readonly provenance: Provenance;
  readonly midi: MidiSong;
}

/** A file, or a part of one, that was not used, and why. */
export interface Drop {
  readonly file: string;
  readonly reason: string;
}

/** Which files of a corpus to read. */
export interface CorpusOptions {
  /**
   * Kinds of licence to use, as the manifest names them; {@link SHIPPED_LICENCES} when not given. A folder without a manifest is
   * used whole: whoever points at it answers for it.
   */
  readonly licences?: readonly string[];
  /**
   * How many files are read at most, so that what is kept of them fits into memory. Of more than that, those are taken whose names have
   * the lowest hashes: the same ones each time, and some of every folder. All when not given.
   */
  readonly songsMax?: number;
  /** Called after each file. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Reads each MIDI file of a folder tree once, in the order of their names. What can't be read, may not be used, or has the bytes
 * of an earlier file goes to `onDrop`. Throws a CorpusError when the folder can't be read.
 */
export async function* readCorpus(
  folder: string,
  options: CorpusOptions & { readonly onDrop: (drop: Drop) => void },
): AsyncGenerator<CorpusSong, void, undefined> {
  const manifest = await readManifest(folder);
  const licences = options.licences ?? SHIPPED_LICENCES;
  const files = await midiFiles(folder);
  const isUsed = (file: string): boolean =>
    manifest === undefined || licences.includes(manifest.get(file)?.status ?? '');
  const taken = choose(files.filter(isUsed), options.songsMax);
  const seen = new Map<string, string>();
  for (const [index, file] of files.entries()) {
    options.signal?.throwIfAborted();
    const provenance = manifest === undefined ? UNSTATED : manifest.get(file);
    const drop = (reason: string): void => options.onDrop({ file, reason });
    if (provenance === undefined) drop(`not in ${MANIFEST_NAME}`);
    else if (!isUsed(file)) drop(`licence: ${provenance.status}`);
    else if (!taken.has(file)) drop(`one song more than the ${taken.size} that are read at most`);
    else {
      const read = await readSong(join(folder, file), file);
      if (typeof read === 'string') drop(read);
      else {
        const twin = seen.get(read.hash);
        seen.set(read.hash, twin ?? file);
        if (twin !== undefined) drop('the same bytes as another file');
        else yield { file, provenance, ...read };
      }
    }
    options.onProgress?.(index + 1, files.length);
  }
}

/** At most so many of the files, whatever else lies beside them. */
function choose(files: readonly string[], most = Infinity): ReadonlySet<string> {
  if (files.length <= most) return new Set(files);
  const hashed = files.map((file) => ({ file, hash: contentHash(file) }));
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  return new Set(hashed.slice(0, most).map(({ file }) => file));
}

async function midiFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true });
    const names = entries.map((entry) => entry.replaceAll('\\', '/')).filter((entry) => /\.midi?$/i.test(entry));
    return names.sort((a, b) => (a < b ? -1 : 1));
  } catch (cause) {
    throw new CorpusError(`the corpus folder ${folder} can't be read`, { cause });
  }
}

/** The song, or why there is none. */
async function readSong(path: string, file: string): Promise<{ hash: string; midi: MidiSong } | string> {
  try {
    // Looked at before it is read: a folder of someone's files may hold a giant by the name of `.mid`.
    const about = await stat(path);
    // A pipe by that name would be waited on for ever.
    if (!about.isFile()) return 'no file';
    if (about.size > MIDI_BYTES_MAX) return `larger than ${MIDI_BYTES_MAX} bytes`;
    const bytes = await readFile(path);
    return { hash: contentHash(bytes), midi: readMidi(bytes, file) };
  } catch (cause) {
    if (cause instanceof ScoreError) return cause.message.replace(`${file}: `, '');
    return `can't be read (${cause instanceof Error ? cause.message : String(cause)})`;
  }
}
