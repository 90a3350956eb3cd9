import {
  checkOriginality,
  isOriginal,
  LONGEST_MAX,
  SHARED_SHARE_MAX,
  type LineNote,
  type OriginalityIndex,
} from '../model/index.ts';
import { mean } from './song-figures.ts';
import { cell, textTable } from './text-table.ts';

/** A song's melodies; each is looked up by itself. */
export interface CheckedSong {
  readonly name: string;
  readonly lines: readonly (readonly LineNote[])[];
}

/** How much songs share with what was learnt, song by song. */
export interface OriginalityReport {
  readonly songs: number;
  /** Steps in a row shared with a learnt song; a song's is its longest. */
  readonly longest: { readonly median: number; readonly p95: number; readonly highest: number };
  /** The share of a song's steps in shared grams. */
  readonly sharedShare: {
    readonly mean: number;
    readonly median: number;
    readonly p95: number;
    readonly highest: number;
  };
  /** Songs that would not go on air. */
  readonly rejected: readonly string[];
}

/**
 * Looks songs up: how long what they share is in `fine`, an index of short grams, and how much it is in `index`, that of the air.
 * Songs without a melody are left out.
 */
export function originalityReport(
  songs: readonly CheckedSong[],
  index: OriginalityIndex,
  fine: OriginalityIndex = index,
): OriginalityReport {
  const checked = songs.flatMap(({ name, lines }) => {
    const found = lines.map((line) => ({
      ...checkOriginality(line, index),
      longest: checkOriginality(line, fine).longest,
    }));
    const steps = found.reduce((sum, line) => sum + line.steps, 0);
    if (steps === 0) return [];
    const longest = Math.max(...found.map((line) => line.longest));
    const sharedShare = found.reduce((sum, line) => sum + line.sharedShare * line.steps, 0) / steps;
    return [{ name, steps, longest, sharedShare }];
  });
  const lengths = checked.map(({ longest }) => longest).sort((a, b) => a - b);
  const shares = checked.map(({ sharedShare }) => sharedShare).sort((a, b) => a - b);
  return {
    songs: checked.length,
    longest: { median: at(lengths, 0.5), p95: at(lengths, 0.95), highest: at(lengths, 1) },
    sharedShare: { mean: mean(shares), median: at(shares, 0.5), p95: at(shares, 0.95), highest: at(shares, 1) },
    rejected: checked.filter((song) => !isOriginal(song)).map(({ name }) => name),
  };
}

/** The value below which such a share of a sorted row lies. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Reports side by side as a table for a terminal. */
export function originalityText(reports: Readonly<Record<string, OriginalityReport>>): string {
  const heading = [
    'against the songs learnt from',
    'songs',
    'longest: median',
    '95 %',
    'highest',
    'shared: mean',
    '95 %',
    'highest',
    'rejected',
  ];
  const rows = Object.entries(reports).map(([name, { songs, longest, sharedShare, rejected }]) => [
    name,
    String(songs),
    ...[longest.median, longest.p95, longest.highest].map((value) => cell(value, 0)),
    ...[sharedShare.mean, sharedShare.p95, sharedShare.highest].map((value) => `${cell(100 * value, 1)} %`),
    String(rejected.length),
  ]);
  return [
    textTable([heading, ...rows]),
    `rejected: more than ${LONGEST_MAX} steps in a row, or more than ${100 * SHARED_SHARE_MAX} % of the steps in shared grams`,
  ].join('\n');
}
