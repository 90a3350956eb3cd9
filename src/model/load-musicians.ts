import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { chooseBackend } from './backend.ts';
import { ModelError } from './model-error.ts';
import { modelVersion, readModel, type Model } from './model-file.ts';
import type { Musicians } from './musicians.ts';
import { NETWORK_KINDS, NETWORK_NAMES, type NetworkName } from './network-kinds.ts';
import { NetworkPlayer } from './network-player.ts';
import { sampleChords, sampleNotes } from './sample-music.ts';
import { samplePercussion } from './sample-percussion.ts';
import { sampleRoll } from './sample-roll.ts';

/** The networks that every song needs. */
const REQUIRED: readonly NetworkName[] = ['chords', 'notes'];

/**
 * Loads the trained networks from the folder of all models (`chords/`, `notes/`, `melody/`, `percussion/`) and gets a backend ready: the
 * best one that works, or the one named. A network takes its place in the backend's memory when it is first asked.
 * Throws a ModelError that says what to do when a model doesn't fit, or `chords` or `notes` is missing; that another is missing is
 * said when it is asked: a corpus without drums trains no percussion.
 */
export async function loadMusicians(options: {
  readonly modelsDir: string;
  readonly backend?: string | undefined;
}): Promise<Musicians> {
  const backend = await chooseBackend({ backend: options.backend });
  const found: Partial<Record<NetworkName, Model>> = {};
  for (const name of NETWORK_NAMES) {
    const folder = join(options.modelsDir, name);
    // A folder without model.json holds the checkpoint of a network that is still learning.
    if (REQUIRED.includes(name) || existsSync(join(folder, 'model.json')))
      found[name] = await readModel(folder, name, NETWORK_KINDS[name].codec);
  }
  const players: Partial<Record<NetworkName, NetworkPlayer>> = {};
  const player = (name: NetworkName): NetworkPlayer => {
    const model = found[name];
    if (model === undefined) {
      throw new ModelError(`there is no model ${name}; restore it or train it: raindial train ${name} --corpus DIR`);
    }
    return (players[name] ??= new NetworkPlayer(model.architecture, model.weights));
  };
  return {
    versions: Object.fromEntries(Object.entries(found).map(([name, model]) => [name, modelVersion(model)])),
    backend: backend.name,
    chords: (request) => sampleChords(player('chords'), request),
    notes: (request) => sampleNotes(player('notes'), request),
    melodyRoll: (request) => sampleRoll(player('melody'), request),
    percussion: (request) => samplePercussion(player('percussion'), request),
  };
}
