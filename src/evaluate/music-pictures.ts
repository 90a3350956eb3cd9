import { histogram, lineChart } from '../score/index.ts';
import { FEATURE_NAMES, figureOf, FIGURES, type Figure, type SongFigures } from './song-figures.ts';
import { setReport } from './music-report.ts';

const BINS = 20;

/** SVG files by name: a histogram of each figure, and the bar Jaccard by lag; the reference is drawn beside when there is one. */
export function musicPictures(
  songs: readonly SongFigures[],
  reference?: readonly SongFigures[],
): Readonly<Record<string, string>> {
  const pictures = FIGURES.map((figure) => [`${kebab(figure)}.svg`, figurePicture(figure, songs, reference)] as const);
  const curve = (name: string, set: readonly SongFigures[]) => ({
    name,
    points: setReport(set).jaccardByLag.map((value, index) => [index + 1, value] as const),
  });
  const jaccard = lineChart({
    title: 'How alike bars are, by the bars between them',
    xLabel: 'lag (bars)',
    yLabel: 'mean Jaccard index',
    series: [curve('songs', songs), ...(reference === undefined ? [] : [curve('reference', reference)])],
  });
  return Object.fromEntries([...pictures, ['bar-jaccard-by-lag.svg', jaccard]]);
}

function figurePicture(figure: Figure, songs: readonly SongFigures[], reference?: readonly SongFigures[]): string {
  const values = (set: readonly SongFigures[]): readonly number[] =>
    set.map((song) => figureOf(song, figure)).filter((value) => Number.isFinite(value));
  const own = values(songs);
  const other = values(reference ?? []);
  const all = [...own, ...other];
  const low = all.reduce((least, value) => Math.min(least, value), all[0] ?? 0);
  const high = all.reduce((most, value) => Math.max(most, value), all[0] ?? 0);
  const step = (high - low || 1) / BINS;
  const shares = (set: readonly number[]) =>
    Array.from({ length: BINS }, (_, bin) => {
      const inside = set.filter((value) => Math.min(BINS - 1, Math.floor((value - low) / step)) === bin).length;
      return { label: (low + (bin + 0.5) * step).toPrecision(3), count: inside / Math.max(1, set.length) };
    });
  return histogram({
    title: FEATURE_NAMES[figure],
    xLabel: FEATURE_NAMES[figure],
    yLabel: 'share of the songs',
    bins: shares(own),
    ...(reference === undefined ? {} : { compare: shares(other), names: ['songs', 'reference'] as const }),
  });
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
