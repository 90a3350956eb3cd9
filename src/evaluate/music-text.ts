import type { GoalResult, MusicReport } from './music-report.ts';
import { FEATURE_NAMES, FIGURES, type Feature } from './song-figures.ts';
import { cell, textTable } from './text-table.ts';

/** A report on songs as tables for a terminal. */
export function musicText(report: MusicReport): string {
  const { songs, reference, overlaps, goals } = report;
  const beside = reference === undefined ? [] : [`reference (${reference.songs})`, '+-'];
  const figures = textTable([
    ['figure', `songs (${songs.songs})`, '+-', 'lowest', 'highest', ...beside],
    ...FIGURES.map((figure) => {
      const own = songs.figures[figure];
      const other = reference?.figures[figure];
      return [
        FEATURE_NAMES[figure],
        ...[own.mean, own.deviation, own.lowest, own.highest].map((value) => cell(value)),
        ...(other === undefined ? [] : [cell(other.mean), cell(other.deviation)]),
      ];
    }),
  ]);
  const lags = textTable([
    ['bar Jaccard at lag', ...songs.jaccardByLag.map((_, index) => String(index + 1))],
    ['songs', ...songs.jaccardByLag.map((value) => cell(value, 2))],
    ...(reference === undefined ? [] : [['reference', ...reference.jaccardByLag.map((value) => cell(value, 2))]]),
  ]);
  const blocks = [figures, lags];
  if (overlaps !== undefined) {
    blocks.push(
      textTable([
        ['against the reference', 'overlap', 'KL (bits)', 'its halves: overlap', 'KL (bits)'],
        ...overlaps.map((row) => [
          FEATURE_NAMES[row.feature],
          ...[row.overlap, row.divergence, row.overlapWithin, row.divergenceWithin].map((value) => cell(value)),
        ]),
        ['mean', cell(report.meanOverlap), '', cell(report.meanOverlapWithin), ''],
      ]),
    );
  }
  if (goals.length > 0) blocks.push(goalText(goals));
  return blocks.join('\n\n');
}

function goalText(goals: readonly GoalResult[]): string {
  return textTable([
    ['goal for the mean', 'from', 'to', 'is', ''],
    ...goals.map(({ goal, low, high, value, met }) => [
      goal in FEATURE_NAMES ? FEATURE_NAMES[goal as Feature] : 'mean overlap with the reference',
      cell(low, 2),
      cell(high, 2),
      cell(value),
      met ? 'pass' : 'MISS',
    ]),
  ]);
}
