export type { Chord, Key } from '../theory/index.ts';
export * from './general-midi.ts';
export * from './metrics.ts';
export * from './midi-write.ts';
export * from './nearest-names.ts';
export * from './piano-roll.ts';
export * from './score-error.ts';
export * from './score.ts';
export * from './midi-read.ts';
