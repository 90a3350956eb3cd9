export * from './chord-naming.ts';
export * from './chord.ts';
export * from './groove.ts';
export * from './key-finding.ts';
export * from './key.ts';
export * from './pitch.ts';
export * from './progression.ts';
export * from './voicing.ts';
