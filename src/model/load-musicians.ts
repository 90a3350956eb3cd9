import { join } from 'node:path';

import { chooseBackend } from './backend.ts';
import { modelVersion, readModel, type Model } from './model-file.ts';
import type { Musicians } from './musicians.ts';
import { NETWORK_KINDS, type NetworkName } from './network-kinds.ts';
import { NetworkPlayer } from './network-player.ts';
import { sampleChords, sampleNotes } from './sample-music.ts';

/**
 * Loads the trained networks from the folder of all models (`chords/`, `notes/`) and gets a backend ready: the best one that works,
 * or the one named. Throws a ModelError that says what to do when a model is missing or doesn't fit.
 */
export async function loadMusicians(options: {
  readonly modelsDir: string;
  readonly backend?: string | undefined;
}): Promise<Musicians> {
  const backend = await chooseBackend({ backend: options.backend });
  const load = (name: NetworkName): Promise<Model> =>
    readModel(join(options.modelsDir, name), name, NETWORK_KINDS[name].codec);
  const [chords, notes] = [await load('chords'), await load('notes')];
  const chordPlayer = new NetworkPlayer(chords.architecture, chords.weights);
  const notesPlayer = new NetworkPlayer(notes.architecture, notes.weights);
  return {
    versions: { chords: modelVersion(chords), notes: modelVersion(notes) },
    backend: backend.name,
    chords: (request) => sampleChords(chordPlayer, request),
    notes: (request) => sampleNotes(notesPlayer, request),
  };
}
