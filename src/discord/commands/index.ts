import type { Command } from './command.ts';
import { download } from './download.ts';
import { favorites } from './favorites.ts';
import { generate } from './generate.ts';
import { history } from './history.ts';
import { nowPlaying } from './now-playing.ts';
import { privacy } from './privacy.ts';
import { queue } from './queue.ts';
import { radio } from './radio/index.ts';
import { rate } from './rate.ts';
import { stats } from './stats.ts';

/** All slash commands of the bot; adding one to the list registers it at the next start. */
export const COMMANDS: readonly Command[] = [
  radio,
  generate,
  nowPlaying,
  queue,
  history,
  download,
  rate,
  stats,
  favorites,
  privacy,
];
