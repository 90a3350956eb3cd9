export * from './build-lessons.ts';
export * from './corpus-error.ts';
export type { DrumHit, DrumLesson } from './drum-lessons.ts';
export * from './lesson.ts';
export * from './manifest.ts';
export { readCorpus, type CorpusOptions, type CorpusSong, type Drop } from './read-corpus.ts';
export { contentHash, splitOf, type Split } from './split.ts';
export type { RollGenre, RollLesson, RollNote } from './roll-lessons.ts';
