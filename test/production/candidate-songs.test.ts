import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { models } from '../../src/commands/models-command.ts';
import { parseConfig } from '../../src/config.ts';
import { Workshop } from '../../src/production/index.ts';
import { byNetworksInUse, kindOf } from '../../src/radio/index.ts';
import { Rollouts } from '../../src/taste/index.ts';
import { copyModels, makeCandidate } from '../support/candidate-networks.ts';
import { evidenceOf, readerOf } from '../support/logged-plays.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { recipe } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { TEST_CACHE } from '../support/test-studio.ts';

let workshop: Workshop | undefined;

afterEach(async () => {
  vi.restoreAllMocks();
  await workshop?.close();
});

describe('new networks in a worker', { timeout: 240_000 }, () => {
  test('compose what names them, and all when they are promoted by hand; without them there is a song all the same', async () => {
    const folder = tempFolder();
    const modelsDir = path.join(folder, 'models');
    const segments = path.join(folder, 'segments');
    await Promise.all([modelsDir, segments].map((each) => mkdir(each)));
    copyModels(modelsDir);
    const notes = await makeCandidate(modelsDir, 'v2', 'notes');
    await makeCandidate(modelsDir, 'v3', 'notes', 0.8);
    const settings = parseConfig({ RAINDIAL_DATA: path.join(folder, 'data') });
    const config = { ...settings, folders: { ...settings.folders, models: modelsDir } };
    const log = new MemoryLog();
    workshop = new Workshop({ ...config.folders, cache: TEST_CACHE, segments, backend: undefined, workers: 1, log });
    const { models: shipped, candidates, styles } = await workshop.inventory();
    expect(candidates).toMatchObject([{ version: 'v2', networks: { ...shipped, notes } }, { version: 'v3' }]);

    const evidence = readerOf(() => evidenceOf([]));
    const open = async () => {
      const rollouts = await Rollouts.open({ dataFolder: config.data, evidence, now: Date.now, log });
      await rollouts.begin({ version: 'shipped', networks: shipped, styles }, candidates);
      return rollouts;
    };
    await mkdir(config.data);
    let rollouts = await open();
    const source = byNetworksInUse(workshop, (style) => rollouts.inUse(style));
    const asked = recipe({ style: 'lofi-hiphop', seconds: 20, seed: 5 });

    // What is asked for is no part of the trial: it is composed by what stays.
    const before = await source.produce(asked);
    expect(before).toMatchObject({ models: shipped, recipe: { models: 'shipped' }, warnings: [] });
    const tried = await source.produce({ ...asked, models: 'v2' });
    expect(tried).toMatchObject({ models: { ...shipped, notes }, recipe: { models: 'v2' }, warnings: [] });
    expect(kindOf(tried).models).toBe('v2');

    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await models(config, { what: 'promote', version: 'v2' });
    await models(config, { what: 'list' });
    expect(print.mock.calls.join('\n')).toMatch(/v2: in use; promoted on .* by hand/);
    rollouts = await open();
    expect(await source.produce(asked)).toMatchObject({ models: { ...shipped, notes }, recipe: { models: 'v2' } });
    // Dance music has no part for the notes.
    expect((await source.produce({ ...asked, style: 'house' })).recipe.models).toBeUndefined();

    await rm(path.join(modelsDir, 'candidates', 'v3'), { recursive: true });
    const standIn = await source.produce({ ...asked, models: 'v3' });
    expect(standIn).toMatchObject({ models: shipped, seed: 5 });
    expect(standIn.warnings.join()).toMatch(/networks v3 can't play \(.*\); the shipped ones wrote this song/);
    expect(kindOf(standIn).models).toBeUndefined();
  });
});
