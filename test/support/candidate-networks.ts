import { cpSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { candidateFolder, NETWORK_KINDS, type NetworkName, readModel } from '../../src/model/index.ts';
import { writeModel } from '../../src/model/model-file.ts';

const SHIPPED_MODELS = path.join(import.meta.dirname, '..', '..', 'models');

/** Copies the radio's own networks into a folder, which a test may change. */
export function copyModels(folder: string): void {
  for (const network of ['chords', 'notes', 'melody', 'percussion']) {
    cpSync(path.join(SHIPPED_MODELS, network), path.join(folder, network), { recursive: true });
  }
}

/** Makes a candidate out of a shipped network that is a little out of tune, as another training would make it. Resolves to the version of its weights. */
export async function makeCandidate(
  modelsDir: string,
  version: string,
  network: NetworkName,
  factor = 0.9,
): Promise<string> {
  const { codec } = NETWORK_KINDS[network];
  const shipped = await readModel(path.join(SHIPPED_MODELS, network), network, codec);
  const weights = new Map([...shipped.weights].map(([name, values]) => [name, values.map((value) => value * factor)]));
  const folder = path.join(candidateFolder(modelsDir, version), network);
  await cp(path.join(SHIPPED_MODELS, network), folder, { recursive: true });
  const { sha256 } = await writeModel(folder, codec, { ...shipped, weights });
  return sha256.slice(0, 12);
}
