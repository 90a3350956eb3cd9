export * from './compose-error.ts';
export type { Candidate } from './candidates.ts';
export { openComposer, type Composer, type PlayedBy } from './composer.ts';
export * from './compose.ts';
export { faithful } from './faithful.ts';
export { checkGenreName, genreArrangement } from './genres.ts';
export type { Style } from './style.ts';
export { traitsOf, type StyleTraits } from './style-traits.ts';
export { openStyles, type Styles } from './styles.ts';
