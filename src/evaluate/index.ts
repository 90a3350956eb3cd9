export * from './evaluate-error.ts';
export { LOFI_GOALS, LOFI_OVERLAP_MIN, NETWORK_RATIO_MAX, type Goal } from './goals.ts';
export { musicPictures } from './music-pictures.ts';
export { musicReport, setReport, type MusicReport } from './music-report.ts';
export { musicText } from './music-text.ts';
export { networkReport, networkText, type Fold, type NetworkReport } from './network-report.ts';
export { originalityReport, originalityText, type CheckedSong, type OriginalityReport } from './originality-report.ts';
export { songFigures, type NamedSong, type SongFigures } from './song-figures.ts';
export { cell, textTable } from './text-table.ts';
