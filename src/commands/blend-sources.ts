import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildLessons, type ChordLesson, type Drop, type MelodyLesson } from '../corpus/index.ts';
import { MIDI_BYTES_MAX } from '../score/index.ts';

/** A file of a small collection, and what there is to learn from it. */
export interface BlendSource {
  /** As it was named. */
  readonly file: string;
  readonly chords: readonly ChordLesson[];
  readonly melodies: readonly MelodyLesson[];
}

/** What a small collection gave. */
export interface BlendSources {
  /** Files with something to learn from, in the order in which they were named. */
  readonly sources: readonly BlendSource[];
  readonly drops: readonly Drop[];
}

/**
 * Reads MIDI files from anywhere as a corpus is read. What can't be read, teaches nothing or is another file again is among the
 * drops, by the name it was given. Throws a CorpusError when the folder for temporary files can't be read.
 */
export async function readSources(files: readonly string[], signal?: AbortSignal): Promise<BlendSources> {
  const drops: Drop[] = [];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-blend-'));
  try {
    // The corpus room reads folders: each file stands in one under its number, whatever it is called.
    for (const [index, file] of files.entries()) {
      const problem = await place(file, path.join(folder, nameOf(index)));
      if (problem !== undefined) drops.push({ file, reason: problem });
    }
    const lessons = await buildLessons(folder, {
      analyse: 'always',
      twins: 'keep',
      ...(signal === undefined ? {} : { signal }),
    });
    const named = (song: string): string | undefined => files[Number.parseInt(song, 10)];
    for (const { file, reason } of lessons.drops) drops.push({ file: named(file) ?? file, reason });
    const sources = files.map((file, index) => {
      const own = <L extends { readonly song: string }>(all: readonly L[]): readonly L[] =>
        all.filter(({ song }) => song === nameOf(index));
      return { file, chords: own(lessons.chords), melodies: own(lessons.melodies) };
    });
    const useful = sources.filter(({ chords, melodies }) => chords.length + melodies.length > 0);
    for (const { file } of sources) {
      const isKnown = useful.some((source) => source.file === file) || drops.some((drop) => drop.file === file);
      if (!isKnown) drops.push({ file, reason: 'no chords and no melody were found in it' });
    }
    return { sources: useful, drops };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nameOf(index: number): string {
  return `${String(index).padStart(6, '0')}.mid`;
}

/** Copies a file if it may be MIDI; says why not. */
async function place(file: string, to: string): Promise<string | undefined> {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return 'not a file';
    if (facts.size > MIDI_BYTES_MAX) return `larger than ${MIDI_BYTES_MAX} bytes`;
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(file, to);
    return undefined;
  } catch (error) {
    return `can't be read (${error instanceof Error ? error.message : String(error)})`;
  }
}
