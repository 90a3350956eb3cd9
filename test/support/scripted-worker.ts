import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerOrder, WorkerReport, WorkerSetup } from '../../src/production/messages.ts';
import { segmentFacts } from './segment-facts.ts';

/**
 * A worker thread for tests of the workshop: it keeps the protocol, and a recipe's style says how it behaves.
 * `crash` throws outside of any promise, `exit` ends the thread, `refuse` fails the job, `hang` never answers (nor does it for stems, which are else always too large), `open` streams an
 * opening when asked to, `open and crash` does and dies, `set-up` warns of whether it prepares instruments.
 */
const setup = workerData as WorkerSetup;
const report = (message: WorkerReport) => parentPort?.postMessage(message);

parentPort?.on('message', (order: WorkerOrder) => {
  const { job } = order;
  if (order.kind === 'pad') return report({ kind: 'pad', job, packets: [Uint8Array.of(order.seconds)] });
  if (order.kind === 'join') return report({ kind: 'join', job, join: undefined });
  if (order.kind === 'stems') {
    const { facts, limits } = order.wish;
    if (facts.recipe.style === 'hang') return undefined;
    report({ kind: 'progress', job, progress: { stage: 'playing', done: 0.5 } });
    return report({ kind: 'stems', job, made: { kind: 'too-large', bytes: limits.bytes + 1 } });
  }
  switch (order.recipe.style) {
    case 'crash':
      throw new Error('the string broke');
    case 'exit':
      return process.exit(3);
    case 'refuse':
      return report({ kind: 'failed', job, problem: 'no such instrument' });
    case 'hang':
      return undefined;
    case 'set-up': {
      const warnings = [`prepares instruments: ${setup.preparesInstruments}`];
      return report({ kind: 'song', job, facts: segmentFacts({ id: order.id, recipe: order.recipe, warnings }) });
    }
    case 'open':
    case 'open and crash': {
      const warnings = order.streamed ? [] : ['not streamed'];
      const facts = segmentFacts({ id: order.id, recipe: order.recipe, warnings });
      const packets = [Uint8Array.of(1), Uint8Array.of(2)];
      if (order.streamed) report({ kind: 'opening', job, opening: { facts, packets } });
      if (order.recipe.style === 'open and crash') throw new Error('the string broke');
      return report({ kind: 'song', job, facts });
    }
    default:
      report({ kind: 'progress', job, progress: { stage: 'composing', done: 0.5 } });
      return report({ kind: 'song', job, facts: segmentFacts({ id: order.id, recipe: order.recipe }) });
  }
});

if (setup.models === 'missing') report({ kind: 'unfit', problem: 'there are no models' });
else {
  report({
    kind: 'ready',
    inventory: {
      styles: ['lofi'],
      moods: ['calm'],
      traits: {},
      instruments: ['Rhodes'],
      effects: ['rain'],
      jingles: [],
      backend: 'cpu',
      models: {},
      candidates: [],
      problems: [],
    },
  });
}
