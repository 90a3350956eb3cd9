export * from './compose-error.ts';
export * from './compose.ts';
export type { Style } from './style.ts';
export { styles } from './styles.ts';
