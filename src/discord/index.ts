export { checkDiscord, type DiscordCheck } from './doctor.ts';
export { DiscordError } from './discord-error.ts';
export { startDiscord, type DiscordFrontEnd, type DiscordOptions, type DiscordStatus } from './front-end.ts';
export { INVITED_RIGHTS } from './rights.ts';
export { DEFAULT_PACING, type Pacing } from './pacing.ts';
