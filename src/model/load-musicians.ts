import { join } from 'node:path';

import { chooseBackend } from './backend.ts';
import { modelVersion, readModel, type Model } from './model-file.ts';
import type { Musicians } from './musicians.ts';
import { NETWORK_KINDS, type NetworkName } from './network-kinds.ts';
import { NetworkPlayer } from './network-player.ts';
import { sampleChords, sampleMelody } from './sample-music.ts';

/**
 * Loads the trained networks from the folder of all models (`chords/`, `melody/`) and gets a backend ready: the best one that works,
 * or the one named. Throws a ModelError that says what to do when a model is missing or doesn't fit.
 */
export async function loadMusicians(options: {
  readonly modelsDir: string;
  readonly backend?: string | undefined;
}): Promise<Musicians> {
  const backend = await chooseBackend({ backend: options.backend });
  const load = (name: NetworkName): Promise<Model> =>
    readModel(join(options.modelsDir, name), name, NETWORK_KINDS[name].codec);
  const [chords, melody] = [await load('chords'), await load('melody')];
  const chordPlayer = new NetworkPlayer(chords.architecture, chords.weights);
  const melodyPlayer = new NetworkPlayer(melody.architecture, melody.weights);
  return {
    versions: { chords: modelVersion(chords), melody: modelVersion(melody) },
    backend: backend.name,
    chords: (request) => sampleChords(chordPlayer, request),
    melody: (request) => sampleMelody(melodyPlayer, request),
  };
}
