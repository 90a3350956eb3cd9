export * from './compose-error.ts';
export { openComposer, type Composer } from './composer.ts';
export * from './compose.ts';
export { checkGenreName } from './genres.ts';
export type { Style } from './style.ts';
export { styles } from './styles.ts';
