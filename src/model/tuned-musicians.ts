import { modelVersion, type Model } from './model-file.ts';
import type { Musicians } from './musicians.ts';
import { NetworkPlayer } from './network-player.ts';
import type { NetworkName } from './network-kinds.ts';
import { sampleChords, sampleNotes } from './sample-music.ts';
import { samplePercussion } from './sample-percussion.ts';
import { sampleRoll } from './sample-roll.ts';

/** A trained network: of a model file, or tuned in memory. */
export type TrainedNetwork = Pick<Model, 'architecture' | 'weights' | 'sha256'>;

/** The networks that are exchanged; those that are not given stay. */
export type Exchanged = Readonly<Partial<Record<NetworkName, TrainedNetwork | undefined>>>;

/** Musicians of whom some play by other networks. A network takes its place in memory when it is first asked. */
export function withNetworks(musicians: Musicians, exchanged: Exchanged): Musicians {
  const chords = lazyPlayer(exchanged.chords);
  const notes = lazyPlayer(exchanged.notes);
  const melody = lazyPlayer(exchanged.melody);
  const percussion = lazyPlayer(exchanged.percussion);
  const versions = Object.entries(exchanged).flatMap(([name, network]) =>
    network === undefined ? [] : [[name, modelVersion(network)] as const],
  );
  return {
    ...musicians,
    versions: { ...musicians.versions, ...Object.fromEntries(versions) },
    ...(chords === undefined ? {} : { chords: (request) => sampleChords(chords(), request) }),
    ...(notes === undefined ? {} : { notes: (request) => sampleNotes(notes(), request) }),
    ...(melody === undefined ? {} : { melodyRoll: (request) => sampleRoll(melody(), request) }),
    ...(percussion === undefined ? {} : { percussion: (request) => samplePercussion(percussion(), request) }),
  };
}

function lazyPlayer(network: TrainedNetwork | undefined): (() => NetworkPlayer) | undefined {
  if (network === undefined) return undefined;
  let player: NetworkPlayer | undefined;
  return () => (player ??= new NetworkPlayer(network.architecture, network.weights));
}
