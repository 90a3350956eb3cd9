export type { InstrumentMatch } from './instruments.ts';
export { rainBed } from './rain-bed.ts';
export * from './recording.ts';
export * from './studio-error.ts';
export { openStudio, prepareFonts, type StudioFolders } from './open-studio.ts';
export type { Studio } from './studio.ts';
