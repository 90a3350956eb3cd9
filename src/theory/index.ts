export * from './chord.ts';
export * from './key.ts';
export * from './pitch.ts';
