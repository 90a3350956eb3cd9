import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ModelError } from './model-error.ts';
import { readModel, type Model } from './model-file.ts';
import type { Musicians } from './musicians.ts';
import { NETWORK_KINDS, NETWORK_NAMES, type NetworkName } from './network-kinds.ts';
import { withNetworks } from './tuned-musicians.ts';

/**
 * The networks that a genre may have of its own, in `models/<genre>/<network>/`: those by which LoFi's arrangement is written. The
 * others, and one that a genre lacks, are the shipped ones.
 */
export const GENRE_NETWORKS = ['chords', 'notes'] as const satisfies readonly NetworkName[];

/** The folder of networks that may take the place of the shipped ones. */
export const CANDIDATES_FOLDER = 'candidates';

/** Folders of the radio's own models. */
const OWN_FOLDERS: readonly string[] = [...NETWORK_NAMES, 'classifier', CANDIDATES_FOLDER];

/** Lower-case words with dashes, so that a name is a folder of its own everywhere, and fits a command line and Discord. */
const GENRE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_LENGTH_MAX = 32;

/** Whether a text may name a genre: lower-case words with dashes, short, and no name of a model of the radio's own. */
export function isGenreName(name: string): boolean {
  return GENRE_NAME.test(name) && name.length <= NAME_LENGTH_MAX && !OWN_FOLDERS.includes(name);
}

/**
 * Folders in the folder of all models that may be genres: neither hidden nor those of the radio's own models, in the order of their
 * names. None when it is not there.
 */
export async function genreFolders(modelsDir: string): Promise<readonly string[]> {
  const entries = await readdir(modelsDir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !OWN_FOLDERS.includes(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/**
 * The musicians of a genre: those given, but for the networks that lie in its folder. Throws a ModelError when it has none, or one
 * that can't be read or doesn't fit.
 */
export async function loadGenre(folder: string, shipped: Musicians): Promise<Musicians> {
  const inside = new Set(await readdir(folder));
  const networks: Partial<Record<(typeof GENRE_NETWORKS)[number], Model>> = {};
  for (const name of GENRE_NETWORKS) {
    if (inside.has(name)) networks[name] = await readModel(join(folder, name), name, NETWORK_KINDS[name].codec);
  }
  if (Object.keys(networks).length === 0) {
    throw new ModelError(`${folder} has no folder named ${GENRE_NETWORKS.join(' or ')}`);
  }
  return withNetworks(shipped, networks);
}
