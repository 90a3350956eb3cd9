import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { CANDIDATES_FOLDER, isGenreName } from './genre.ts';
import { ModelError } from './model-error.ts';
import { readModel, type Model } from './model-file.ts';
import { NETWORK_KINDS, NETWORK_NAMES, type NetworkName } from './network-kinds.ts';
import { readOriginality } from './originality-file.ts';
import type { OriginalityIndex } from './originality.ts';

/** The version of the networks that ship, which lie in the folder of all models itself. */
export const SHIPPED = 'shipped';

/** Networks that may take the place of the shipped ones, as they lie in a candidate's folder. */
export interface CandidateNetworks {
  /** One at least; the others are the shipped ones. */
  readonly networks: Readonly<Partial<Record<NetworkName, Model>>>;
  /** What the networks that write melodies learnt, where it lies beside them. */
  readonly learnt: Readonly<Partial<Record<NetworkName, OriginalityIndex>>>;
}

/** Whether a text may name a candidate: like a genre's name, and not the name of the shipped networks. */
export function isCandidateName(name: string): boolean {
  return isGenreName(name) && name !== SHIPPED;
}

/** The folder of a candidate, in the folder of all models: `models/candidates/<version>/`, with a folder for each network. */
export function candidateFolder(modelsDir: string, version: string): string {
  return join(modelsDir, CANDIDATES_FOLDER, version);
}

/** Folders that may be candidates, in the order of their names, where `v2` is before `v10`; hidden ones are not. None when there is no such folder. */
export async function candidateNames(modelsDir: string): Promise<readonly string[]> {
  const entries = await readdir(join(modelsDir, CANDIDATES_FOLDER), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * Reads the networks of a candidate. Throws a ModelError when it has none, one that can't be read or doesn't fit, or one that is still
 * learning: half a candidate is not what is to be tried.
 */
export async function readCandidate(modelsDir: string, version: string): Promise<CandidateNetworks> {
  const folder = candidateFolder(modelsDir, version);
  const inside = new Set(await readdir(folder));
  const networks: Partial<Record<NetworkName, Model>> = {};
  const learnt: Partial<Record<NetworkName, OriginalityIndex>> = {};
  for (const name of NETWORK_NAMES.filter((network) => inside.has(network))) {
    networks[name] = await readModel(join(folder, name), name, NETWORK_KINDS[name].codec);
    const index = await readOriginality(join(folder, name));
    if (index !== undefined) learnt[name] = index;
  }
  if (Object.keys(networks).length === 0) {
    throw new ModelError(`${folder} has no folder named ${NETWORK_NAMES.join(', ')}`);
  }
  return { networks, learnt };
}
