import { join } from 'node:path';

import { ModelError } from './model-error.ts';
import { readModel, type Model } from './model-file.ts';
import { NETWORK_KINDS } from './network-kinds.ts';
import type { TrainModelOptions } from './train-model.ts';

/**
 * The model in its folder, if it came of exactly this training: the same data, seed, epochs, learning rate and beginning. Undefined when
 * there is none, a broken one or one of another training: it is to be trained.
 */
export async function finishedModel(
  options: Pick<TrainModelOptions, 'name' | 'data' | 'modelsDir' | 'seed' | 'epochs' | 'learningRate' | 'startFrom'>,
): Promise<Model | undefined> {
  const { name, data, seed, startFrom } = options;
  const { codec, schedule } = NETWORK_KINDS[name];
  let model: Model;
  try {
    model = await readModel(join(options.modelsDir, name), name, codec);
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
  const facts = model.training;
  const wanted = [
    data.hash,
    seed,
    startFrom?.version,
    options.epochs ?? schedule.epochs,
    options.learningRate ?? schedule.learningRate,
  ];
  const has = [facts.dataHash, facts.seed, facts.startedFrom, facts.schedule['epochs'], facts.schedule['learningRate']];
  return wanted.every((value, index) => value === has[index]) ? model : undefined;
}
