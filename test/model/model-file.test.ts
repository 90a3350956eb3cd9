import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { initialWeights, parameterCount } from '../../src/model/architecture.ts';
import { architectureFor, type Codec } from '../../src/model/codec.ts';
import { ModelError } from '../../src/model/index.ts';
import { modelVersion, readModel, writeModel, type TrainingFacts } from '../../src/model/model-file.ts';
import { seededRandom } from '../../src/random/index.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CODEC: Codec = {
  version: 1,
  inputs: [{ name: 'a', size: 3, width: 2 }],
  heads: [{ name: 'a', size: 2, feeds: 'a' }],
  vocabularies: { a: ['x', 'y'] },
};

const FACTS: TrainingFacts = {
  dataHash: 'abc',
  sources: [{ source: 'someone', licence: 'CC0', songs: 3 }],
  events: { train: 10, validation: 5, test: 5 },
  seed: 1,
  schedule: { epochs: 2 },
  history: [{ epoch: 1, trainLoss: 1, heldOutLoss: 1.5, seconds: 0.1 }],
  bestEpoch: 1,
  testLoss: { a: 1.4 },
  baselines: { uniform: 1, unigram: 1 },
  seconds: 0.1,
  backend: 'wasm',
};

async function written() {
  const folder = tempFolder();
  const architecture = architectureFor(CODEC, { layers: 1, hidden: 2 });
  const weights = initialWeights(architecture, seededRandom(1));
  const model = await writeModel(folder, CODEC, { name: 'toy', architecture, weights, training: FACTS });
  const editJson = async (edit: (json: Record<string, unknown>) => void): Promise<void> => {
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as Record<string, unknown>;
    edit(json);
    await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  };
  return { folder, model, editJson };
}

describe('a model on disk', () => {
  it('comes back exactly as it was', async () => {
    const { folder, model } = await written();
    expect(await readModel(folder, 'toy', CODEC)).toEqual(model);
    expect(modelVersion(model)).toBe(model.sha256.slice(0, 12));
    expect((await readFile(join(folder, 'weights.bin'))).length).toBe(4 * parameterCount(model.architecture));
  });

  it('is refused when a single bit of its weights changed', async () => {
    const { folder } = await written();
    const path = join(folder, 'weights.bin');
    const bytes = await readFile(path);
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await expect(readModel(folder, 'toy', CODEC)).rejects.toThrow(ModelError);
    await expect(readModel(folder, 'toy', CODEC)).rejects.toThrow(/sha256.*raindial train toy/);
  });

  it('is refused when its words, its format or its shapes are not what this radio knows', async () => {
    const { folder, editJson } = await written();
    const otherWords = { ...CODEC, vocabularies: { a: ['x', 'z'] } };
    await expect(readModel(folder, 'toy', otherWords)).rejects.toThrow(/another vocabulary/);
    await expect(readModel(folder, 'toy', { ...CODEC, version: 2 })).rejects.toThrow(/another vocabulary/);
    await editJson((json) => (json['weights'] = []));
    await expect(readModel(folder, 'toy', CODEC)).rejects.toThrow(/architecture/);
    await editJson((json) => (json['format'] = 99));
    await expect(readModel(folder, 'toy', CODEC)).rejects.toThrow(/format 1 \(at format\)/);
  });

  it('is refused when it is not there or no JSON', async () => {
    await expect(readModel(join(tempFolder(), 'none'), 'toy', CODEC)).rejects.toThrow(/no readable model.json/);
    const { folder } = await written();
    await writeFile(join(folder, 'model.json'), '{"format": 1,');
    await expect(readModel(folder, 'toy', CODEC)).rejects.toThrow(/no JSON/);
  });
});
