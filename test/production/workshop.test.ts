import { afterEach, describe, expect, test, vi } from 'vitest';
import { ProductionError, Workshop } from '../../src/production/index.ts';
import type { Progress } from '../../src/radio/index.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';

const workshops: Workshop[] = [];

function open(options: { workers?: number; models?: string } = {}): { workshop: Workshop; warnings: string[] } {
  const warnings: string[] = [];
  const workshop = new Workshop({
    models: options.models ?? 'models',
    styles: 'styles',
    soundfonts: 'soundfonts',
    effects: 'effects',
    cache: 'cache',
    segments: 'segments',
    backend: undefined,
    workers: options.workers ?? 1,
    log: { info: () => undefined, warn: (_fields, message) => warnings.push(message), error: () => undefined },
    workerUrl: new URL('../support/scripted-worker.ts', import.meta.url),
  });
  workshops.push(workshop);
  return { workshop, warnings };
}

afterEach(async () => {
  await Promise.all(workshops.splice(0).map((workshop) => workshop.close()));
});

describe('Workshop', () => {
  test('tells what can be made once a worker is set up', async () => {
    const { workshop } = open();
    expect((await workshop.inventory()).styles).toEqual(['lofi']);
  });

  test('makes what is asked for, reports progress, and gives each segment an id of its own', async () => {
    const { workshop } = open();
    const progress: Progress[] = [];
    const first = await workshop.produce(recipe({ seed: 255 }), { onProgress: (step) => progress.push(step) });
    const second = await workshop.produce(recipe({ seed: 255 }));
    expect(first.recipe).toEqual(recipe({ seed: 255 }));
    expect(first.id).toMatch(/^lofi-000000ff-[0-9a-f]{8}$/);
    expect(second.id).not.toBe(first.id);
    expect(progress).toEqual([{ stage: 'composing', done: 0.5 }]);
  });

  test('one worker prepares instruments for all', async () => {
    const { workshop } = open({ workers: 2 });
    const setUp = async () => (await workshop.produce(recipe({ style: 'set-up' }))).warnings;
    expect(await setUp()).toEqual(['prepares instruments: true']);
    workshop.produce(recipe({ style: 'hang' })).catch(() => undefined);
    expect(await setUp()).toEqual(['prepares instruments: false']);
  });

  test('urgent work goes before work that can wait, each kind in its own order', async () => {
    const { workshop } = open();
    const order: string[] = [];
    const ask = (name: string, urgent: boolean) =>
      workshop.produce(recipe({ style: name }), { urgent }).then(() => order.push(name));
    await Promise.all([ask('calm-1', false), ask('calm-2', false), ask('urgent-1', true), ask('urgent-2', true)]);
    expect(order).toEqual(['urgent-1', 'urgent-2', 'calm-1', 'calm-2']);
  });

  test('joins go before everything else', async () => {
    const { workshop } = open();
    const order: string[] = [];
    const told = (name: string) => () => order.push(name);
    await Promise.all([
      workshop.produce(recipe({ style: 'calm' })).then(told('calm')),
      workshop.produce(recipe({ style: 'urgent' }), { urgent: true }).then(told('urgent')),
      workshop.join('one', 'two').then(told('join')),
    ]);
    expect(order).toEqual(['join', 'urgent', 'calm']);
  });

  test('stems wait until nothing else is to be done, and tell how far they are', async () => {
    const { workshop } = open();
    const order: string[] = [];
    const told = (name: string) => () => order.push(name);
    const progress: Progress[] = [];
    const limits = { bytes: 1000, files: 10 };
    const stems = workshop.stems(segmentFacts(), 'folder', limits, { onProgress: (step) => progress.push(step) });
    await Promise.all([
      stems.then(told('stems')),
      workshop.produce(recipe({ style: 'calm' })).then(told('calm')),
      workshop.produce(recipe({ style: 'urgent' }), { urgent: true }).then(told('urgent')),
    ]);
    expect(order).toEqual(['urgent', 'calm', 'stems']);
    expect(await stems).toEqual({ kind: 'too-large', bytes: 1001 });
    expect(progress).toEqual([{ stage: 'playing', done: 0.5 }]);
  });

  test('stems that nobody waits for any more are not begun', async () => {
    const { workshop } = open();
    const busy = expect(workshop.produce(recipe({ style: 'hang' }))).rejects.toThrow('closing');
    const waiting = new AbortController();
    const stems = workshop.stems(segmentFacts(), 'folder', { bytes: 1, files: 1 }, { signal: waiting.signal });
    waiting.abort();
    await expect(stems).rejects.toThrow('not wanted any more');
    await workshop.close();
    await busy;
  });

  test('a job that fails rejects with its reason, and the next one is made', async () => {
    const { workshop } = open();
    await expect(workshop.produce(recipe({ style: 'refuse' }))).rejects.toThrow('no such instrument');
    await expect(workshop.produce(recipe())).resolves.toMatchObject({ style: 'lofi' });
  });

  test.each(['crash', 'exit'])('after a worker dies by %s another takes the jobs that wait', async (style) => {
    const { workshop, warnings } = open();
    const lost = workshop.produce(recipe({ style }));
    const kept = workshop.produce(recipe());
    await expect(lost).rejects.toThrow(ProductionError);
    await expect(kept).resolves.toMatchObject({ style: 'lofi' });
    expect(workshop.restarts).toBe(1);
    expect(warnings.join()).toMatch(/another starts in 0.5 s/);
  });

  test('several workers work at once', async () => {
    const { workshop } = open({ workers: 2 });
    await workshop.inventory();
    const stuck = expect(workshop.produce(recipe({ style: 'hang' }))).rejects.toThrow('closing');
    await expect(workshop.produce(recipe())).resolves.toMatchObject({ style: 'lofi' });
    await workshop.close();
    await stuck;
  });

  test('a worker that can not be set up says why, and is tried again', async () => {
    const { workshop, warnings } = open({ models: 'missing' });
    await vi.waitUntil(() => warnings.length >= 2, { timeout: 10_000 });
    expect(warnings[0]).toMatch(/there are no models/);
    const never = expect(workshop.inventory()).rejects.toThrow('closing');
    await workshop.close();
    await never;
  });

  test('makes a pad', async () => {
    const { workshop } = open();
    expect(await workshop.pad(30)).toEqual([Uint8Array.of(30)]);
  });

  test('when closed, jobs that wait and later ones reject', async () => {
    const { workshop } = open();
    const waiting = expect(workshop.produce(recipe({ style: 'hang' }))).rejects.toThrow('closing');
    await workshop.close();
    await waiting;
    await expect(workshop.produce(recipe())).rejects.toThrow('closing');
  });
});
