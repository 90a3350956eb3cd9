export * from './build-lessons.ts';
export * from './corpus-error.ts';
export * from './lesson.ts';
export * from './manifest.ts';
export type { CorpusOptions, CorpusSong, Drop } from './read-corpus.ts';
export { splitOf, type Split } from './split.ts';
