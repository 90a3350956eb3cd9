import { parameterCount } from './architecture.ts';
import { modelVersion, type Model } from './model-file.ts';
import type { NetworkKind } from './network-kinds.ts';

/** A model's card, in Markdown: what it is, what it learnt from, how well it does beside the baselines, how to make it again. */
export function modelCard(model: Model, kind: NetworkKind): string {
  const { training: facts, architecture } = model;
  const best = facts.history.find(({ epoch }) => epoch === facts.bestEpoch);
  const test = Object.values(facts.testLoss).reduce((sum, value) => sum + value, 0);
  const number = (value: number): string => value.toFixed(3);
  const byHead = Object.entries(facts.testLoss).map(([head, value]) => `${head} ${number(value)}`);
  const embeddings = architecture.inputs.map(({ name, size, width }) => `${name} (${size} -> ${width})`);
  return `# ${model.name}

${kind.purpose}

| | |
|---|---|
| version | ${modelVersion(model)} |
| sha256 of weights.bin | ${model.sha256} |
| parameters | ${parameterCount(architecture)} (32-bit floats) |
| network | embeddings ${embeddings.join(', ')}; ${architecture.layers} LSTM layers of ${architecture.hidden}; heads in a chain: ${architecture.heads.map(({ name, size }) => `${name} (${size})`).join(', ')} |
| seed | ${facts.seed} |
| began with | ${facts.startedFrom === undefined ? 'random weights' : `the network ${model.name} of version ${facts.startedFrom}, and so with all that it had learnt from`} |
| schedule | ${Object.entries(facts.schedule)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')}; Adam, cosine decay, gradients clipped at 5 |
| trained | ${facts.history.length} epochs in ${(facts.seconds / 60).toFixed(1)} minutes on the backend ${facts.backend}; epoch ${facts.bestEpoch} was kept |
| again | \`raindial train ${model.name} --corpus DIR --seed ${facts.seed}${facts.startedFrom === undefined ? '' : ' --name GENRE'}\` |

## How well it does

Bits per event on songs it was not trained on, all heads together; lower is better.

| | bits per event |
|---|---|
| this network, test songs | ${number(test)} (${byHead.join(', ')}) |
| each value as often as in the training data | ${number(facts.baselines.unigram)} |
| all values alike | ${number(facts.baselines.uniform)} |
| this network, validation songs (they chose the epoch) | ${number(best?.heldOutLoss ?? Number.NaN)} |
| this network, training songs (with dropout) | ${number(best?.trainLoss ?? Number.NaN)} |

## What it learnt from

${facts.events.train} events to train, ${facts.events.validation} to validate, ${facts.events.test} to test, split by song.
The sha256 of the lessons is ${facts.dataHash}. The songs themselves are not part of this repository.

| source | licence | songs |
|---|---|---|
${facts.sources.map(({ source, licence, songs }) => `| ${source} | ${licence} | ${songs} |`).join('\n')}

## What not to expect

${kind.limits.map((limit) => `- ${limit}`).join('\n')}
`;
}
