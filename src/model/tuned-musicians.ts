import { modelVersion, type Model } from './model-file.ts';
import type { Musicians } from './musicians.ts';
import { NetworkPlayer } from './network-player.ts';
import { sampleChords, sampleNotes } from './sample-music.ts';

/** A trained network: of a model file, or tuned in memory. */
export type TrainedNetwork = Pick<Model, 'architecture' | 'weights' | 'sha256'>;

/** The networks that can be exchanged; those that are not given stay. */
export interface Exchanged {
  readonly chords?: TrainedNetwork | undefined;
  readonly notes?: TrainedNetwork | undefined;
}

/** Musicians of whom some play by other networks. A network takes its place in the backend's memory when it is first asked. */
export function withNetworks(musicians: Musicians, { chords, notes }: Exchanged): Musicians {
  const chordPlayer = lazyPlayer(chords);
  const notesPlayer = lazyPlayer(notes);
  return {
    ...musicians,
    versions: {
      ...musicians.versions,
      ...(chords === undefined ? {} : { chords: modelVersion(chords) }),
      ...(notes === undefined ? {} : { notes: modelVersion(notes) }),
    },
    ...(chordPlayer === undefined ? {} : { chords: (request) => sampleChords(chordPlayer(), request) }),
    ...(notesPlayer === undefined ? {} : { notes: (request) => sampleNotes(notesPlayer(), request) }),
  };
}

function lazyPlayer(network: TrainedNetwork | undefined): (() => NetworkPlayer) | undefined {
  if (network === undefined) return undefined;
  let player: NetworkPlayer | undefined;
  return () => (player ??= new NetworkPlayer(network.architecture, network.weights));
}
