import type { Command } from './command.ts';
import { generate } from './generate.ts';
import { nowPlaying } from './now-playing.ts';
import { radio } from './radio.ts';
import { rate } from './rate.ts';

/** All slash commands of the bot; adding one to the list registers it at the next start. */
export const COMMANDS: readonly Command[] = [radio, generate, nowPlaying, rate];
