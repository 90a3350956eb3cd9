export { prepareJoin } from './join-job.ts';
export { makeSong, type Song, type SongOptions } from './make-song.ts';
export type { Inventory } from './messages.ts';
export { ProductionError } from './production-error.ts';
export { rainPad } from './rain-pad.ts';
export { Workshop, type WorkshopOptions } from './workshop.ts';
