export type { Chord, Key } from '../theory/index.ts';
export * from './score.ts';
