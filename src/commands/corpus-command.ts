import path from 'node:path';

import { EXIT } from './exit-codes.ts';
import { BUILT, buildCorpus, type CorpusReport } from '../corpus/index.ts';
import { progressBar } from './progress-bar.ts';

/** What the command line says about a corpus to build. */
export interface CorpusBuildOptions {
  /** A folder tree of MIDI files, with or without a manifest. */
  readonly folder: string;
  /** Where the songs, the report and the pictures go. */
  readonly out: string;
  /** Kinds of licence to use, as the manifest names them; those of the shipped models when not given. */
  readonly licence?: readonly string[];
  /** What songs are made alike by: `key` (C major or A minor) or `centre` (the mean pitch); not at all when not given. */
  readonly align?: 'key' | 'centre';
  /** Whether each song is written in all twelve keys. */
  readonly allKeys?: boolean;
  /** Whether to print the report as JSON. */
  readonly json?: boolean;
}

/**
 * Runs `raindial corpus build`: reads the folder, writes what it holds and what was left out, and says so. Ctrl-C leaves an earlier
 * build as it was. Resolves with the exit code: 1 when no file gave a song. Throws a CorpusError.
 */
export async function corpusBuild(options: CorpusBuildOptions): Promise<number> {
  const { folder, out, licence, align, allKeys, json = false } = options;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const bar = progressBar('Corpus', process.stderr);
  try {
    const report = await buildCorpus(path.resolve(folder), path.resolve(out), {
      align,
      allKeys,
      ...(licence === undefined ? {} : { licences: licence }),
      onProgress: (done, total) => bar.update({ stage: 'reading the corpus', done: done / total }),
      signal: stop.signal,
    });
    bar.stop();
    console.log(json ? JSON.stringify(report, undefined, 2) : inWords(report, out));
    return report.songs > 0 ? 0 : 1;
  } catch (error) {
    bar.stop();
    if (!stop.signal.aborted) throw error;
    console.error('Stopped. Nothing was written.');
    return EXIT.interrupted;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

function inWords(report: CorpusReport, out: string): string {
  const splits = report.counts.splits.map(({ label, count }) => `${count} ${label}`);
  return [
    `songs from ${report.songs} of ${report.files} files: ${report.notes} notes, ${report.hours} hours`,
    `split by song: ${splits.join(', ')}`,
    ...(report.dropped > 0 ? [`${report.dropped} files left out:`] : []),
    ...Object.entries(report.reasons).map(([reason, count]) => `  ${count}  ${reason}`),
    `${path.join(out, BUILT.songs)}, ${BUILT.report}, ${BUILT.dropped} and pictures`,
  ].join('\n');
}
