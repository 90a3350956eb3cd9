import { mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { ALL_KEYS, type Alignment } from '../score/index.ts';
import { CorpusError } from './corpus-error.ts';
import { beforeAndAfter, corpusHistograms, type Picture } from './corpus-pictures.ts';
import { corpusTally, type CorpusCounts } from './corpus-tally.ts';
import { melodyGrams } from './melody-grams.ts';
import { melodyLine } from './melody-line.ts';
import { musicHash } from './music-hash.ts';
import { twinIndex, twinReason, type Twin } from './near-twins.ts';
import { readCorpus, type CorpusOptions, type CorpusSong, type Drop } from './read-corpus.ts';
import { analyseSong, type SongAnalysis } from './song-analysis.ts';
import { songRecord } from './song-record.ts';

/** What a build of a corpus gave: `report.json`. */
export interface CorpusReport {
  /** MIDI files that were found. */
  readonly files: number;
  readonly songs: number;
  readonly hours: number;
  readonly notes: number;
  /** Notes that never ended and were left out. */
  readonly hanging: number;
  /** Files that were not used; `dropped.tsv` names each. */
  readonly dropped: number;
  /** How many for each reason, the most frequent first; numbers in a reason are written as N. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly counts: CorpusCounts;
}

/** How to build a corpus. */
export interface CorpusBuildSettings extends CorpusOptions {
  /** What songs are made alike by: their key, or their mean pitch. They stay where they are when not given. */
  readonly align?: Alignment | undefined;
  /** Whether each song is written twelve times, in all keys (after it was aligned); its copies are in one split. */
  readonly allKeys?: boolean | undefined;
}

/** The files of a built corpus, beside its pictures. */
export const BUILT = { songs: 'songs.jsonl', dropped: 'dropped.tsv', report: 'report.json' } as const;

/** Twins of whatever song are one kind of drop. */
const NEAR_TWIN = 'its melody is nearly that of another file';

/** Songs that are drawn, one of each of the first folders. */
const DRAWN_MAX = 4;

/**
 * Reads a folder tree of MIDI files and writes into `out`: a line of JSON for each song (aligned and transposed, if asked for) with its notes on the grid and what was found
 * in it (see SongRecord), the files that were dropped and why, a report, and pictures. Songs that play the same notes as an earlier
 * one, in whatever key and tempo, are dropped, and those whose melody is nearly that of an earlier one. Only one song is in memory at a time; per song
 * some ten kilobytes stay, to know it again. The files take their names at the end, so that a build that was stopped leaves an earlier one whole.
 * Throws a CorpusError when the folder can't be read or `out` can't be written, and the signal's reason.
 */
export async function buildCorpus(
  folder: string,
  out: string,
  options: CorpusBuildSettings = {},
): Promise<CorpusReport> {
  const part = (name: string): string => join(out, `${name}.part`);
  const handles: FileHandle[] = [];
  const begin = async (name: string): Promise<FileHandle> => {
    const handle = await open(part(name), 'w');
    handles.push(handle);
    return handle;
  };
  try {
    await mkdir(out, { recursive: true });
    const [songs, dropped] = [await begin(BUILT.songs), await begin(BUILT.dropped)];
    const { report, pictures } = await writeSongs(folder, options, songs, dropped);
    await writeFile(part(BUILT.report), `${JSON.stringify(report, undefined, 2)}\n`);
    for (const { file, svg } of pictures) await writeFile(join(out, file), svg);
    await Promise.all(handles.map((handle) => handle.close()));
    for (const name of Object.values(BUILT)) await rename(part(name), join(out, name));
    return report;
  } catch (cause) {
    await Promise.allSettled(handles.map((handle) => handle.close()));
    await Promise.allSettled(Object.values(BUILT).map((name) => rm(part(name), { force: true })));
    if (cause instanceof Error && 'syscall' in cause) throw new CorpusError(`${out} can't be written`, { cause });
    throw cause;
  }
}

async function writeSongs(
  folder: string,
  options: CorpusBuildSettings,
  songs: FileHandle,
  dropped: FileHandle,
): Promise<{ readonly report: CorpusReport; readonly pictures: readonly Picture[] }> {
  const tally = corpusTally();
  const pictures: Picture[] = [];
  const drawn = new Set<string>();
  const seen = new Set<string>();
  const twins = twinIndex();
  const twinOf = (file: string, { melody }: SongAnalysis): Twin | undefined => {
    // A skyline may be the top of anything, such as the chords of a progression.
    if (melody === undefined || melody.rule === 'skyline') return undefined;
    const grams = melodyGrams(melodyLine(melody.notes));
    const [twin] = twins.find(grams);
    if (twin === undefined) twins.add(file, grams);
    return twin;
  };
  const reasons = new Map<string, number>();
  const totals = { songs: 0, seconds: 0, notes: 0, hanging: 0, dropped: 0 };
  let waiting: Drop[] = [];
  const drop = (file: string, reason: string, kind = reasonKind(reason)): void => {
    waiting.push({ file, reason });
    totals.dropped += 1;
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
  };
  const flush = async (): Promise<void> => {
    const lines = waiting.map(({ file, reason }) => `${oneLine(file)}\t${oneLine(reason)}\n`).join('');
    waiting = [];
    if (lines !== '') await dropped.appendFile(lines);
  };
  await dropped.appendFile('file\treason\n');
  for await (const song of readCorpus(folder, { ...options, onDrop: ({ file, reason }) => drop(file, reason) })) {
    const music = musicHash(song.midi);
    const isNew = !seen.has(music);
    seen.add(music);
    const analysis = isNew ? analyseSong(song.midi) : undefined;
    const twin = analysis === undefined ? undefined : twinOf(song.file, analysis);
    if (analysis === undefined) drop(song.file, 'its music is in another file');
    else if (twin !== undefined) drop(song.file, twinReason(twin), NEAR_TWIN);
    else {
      const record = songRecord(song, analysis);
      for (const movedBy of transpositions(analysis, options)) {
        await songs.appendFile(`${JSON.stringify(songRecord(song, analysis, movedBy))}\n`);
      }
      tally.add(record, analysis);
      totals.songs += 1;
      totals.seconds += record.seconds;
      totals.notes += record.tracks.reduce((sum, { notes }) => sum + notes.length, 0);
      totals.hanging += record.hanging;
      const shelf = shelfOf(song);
      if (record.key !== null && drawn.size < DRAWN_MAX && !drawn.has(shelf)) {
        drawn.add(shelf);
        pictures.push(...beforeAndAfter(String(drawn.size), song, analysis, record));
      }
    }
    await flush();
  }
  await flush();
  const { seconds, ...counted } = totals;
  const report = {
    files: totals.songs + totals.dropped,
    ...counted,
    hours: Number((seconds / 3600).toFixed(2)),
    reasons: Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a)),
    counts: tally.counts(),
  };
  return { report, pictures: [...pictures, ...corpusHistograms(report.counts)] };
}

/** By how many semitones a song is moved, for each time that it is written. */
function transpositions(analysis: SongAnalysis, { align, allKeys = false }: CorpusBuildSettings): readonly number[] {
  const home = { key: analysis.semitonesToC, centre: analysis.semitonesToCentre, none: 0 }[align ?? 'none'];
  return allKeys ? ALL_KEYS.map((semitones) => home + semitones) : [home];
}

/** The uppermost folder of a song: songs of different kinds are often kept apart so. */
function shelfOf({ file }: CorpusSong): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : file;
}

/** A reason without its numbers and details: the same for all files with the same fault. */
function reasonKind(reason: string): string {
  return reason.replace(/\d+/g, 'N').slice(0, 100);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
