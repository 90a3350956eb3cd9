export type { InstrumentMatch } from './instruments.ts';
export { rainBed } from './rain-bed.ts';
export * from './recording.ts';
export * from './studio-error.ts';
export { openStudio, prepareFonts, type Studio, type StudioFolders } from './studio.ts';
