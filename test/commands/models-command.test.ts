import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { models, type ModelsRequest } from '../../src/commands/models-command.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import { NETWORK_KINDS, readModel } from '../../src/model/index.ts';
import { Rollouts, TRIAL_FILES } from '../../src/taste/index.ts';
import { copyModels, makeCandidate } from '../support/candidate-networks.ts';
import { memoryLog, openTestStore, stored, testDatabase, type TestDatabase } from '../support/databases.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let database: TestDatabase;
let config: Config;
let printed: string[];

beforeEach(async () => {
  database = await testDatabase('embedded');
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(String(text)));
  const settings = parseConfig({ RAINDIAL_DATA: database.dataDir });
  const folder = path.join(database.dataDir, 'models');
  await mkdir(folder);
  copyModels(folder);
  config = { ...settings, folders: { ...settings.folders, models: folder } };
});

afterEach(async () => {
  vi.restoreAllMocks();
  await database.remove();
});

async function say(request: ModelsRequest): Promise<string> {
  printed.length = 0;
  await models(config, request);
  return printed.join('\n');
}

describe('raindial models', () => {
  test('tells how a trial stands by what was logged, and takes a word by hand and takes it back', async () => {
    const { models: modelsDir } = config.folders;
    const notes = await makeCandidate(modelsDir, 'v2', 'notes');
    await makeCandidate(modelsDir, 'v3', 'notes', 0.8);
    expect(await say({ what: 'list' })).toMatch(
      /^shipped: in use\n.*\nv2: its trial begins when the radio starts next\n.*notes .*\nv3: waits for the trial of v2 to end/,
    );

    const names = ['chords', 'notes', 'melody', 'percussion'] as const;
    const shipped: Record<string, string> = {};
    for (const name of names) {
      const { sha256 } = await readModel(path.join(modelsDir, name), name, NETWORK_KINDS[name].codec);
      shipped[name] = sha256.slice(0, 12);
    }
    const { store, close } = await openTestStore(database, memoryLog());
    await store.opened();
    const rollouts = await Rollouts.open({
      dataFolder: config.data,
      evidence: store.evidence,
      now: () => Date.now() - 3_600_000,
      log: new MemoryLog(),
    });
    const tried = { version: 'v2', networks: { ...shipped, notes }, styles: ['lofi-hiphop'] };
    await rollouts.begin({ version: 'shipped', networks: shipped, styles: [] }, [tried]);
    const play = { id: randomUUID(), segmentId: 'lofi-1', startedAt: Date.now() - 60_000 };
    const choice = {
      kind: { style: 'lofi-hiphop', pace: 'slow', vigour: 'own', models: 'v2' },
      explored: true,
      offered: 2,
      why: 'Drawn blindly.',
    } as const;
    const asked = recipe({ style: 'lofi-hiphop', models: 'v2' });
    store.playLog.segmentMade(segmentFacts({ id: 'lofi-1', recipe: asked, models: tried.networks }));
    store.playLog.playStarted({ ...play, choice });
    await store.ratings.rate({ playId: play.id, segmentId: 'lofi-1', listener: 'ann', thumb: 1, heardSeconds: 30 });
    await stored(store);
    // Beside a radio that runs.
    expect(await say({ what: 'list' })).toMatch(
      /v2: on trial beside shipped since .*lofi-hiphop.*: not enough data: 1 songs of v2 and 0 of shipped that were drawn blindly have votes; each needs 30/,
    );
    expect(await say({ what: 'promote', version: 'v2' })).toMatch(
      /by the networks v2, and v3 is on trial beside them, within a minute/,
    );
    await rollouts.look();
    expect(rollouts.versionsFor('lofi-hiphop')).toEqual(['v2']);
    await close();

    expect(await say({ what: 'list' })).toMatch(/v2: in use; promoted on .* by hand/);
    expect(await say({ what: 'roll back', version: 'v2' })).toMatch(/by the networks shipped, .*next start/);
    expect(await say({ what: 'decide by rule', version: 'v2' })).toMatch(/shipped, and v2 is on trial beside them/);
  });

  test('a version that is not there, and decisions that can not be read, are said', async () => {
    await expect(models(config, { what: 'promote', version: 'v2' })).rejects.toThrow(/no candidates.*--candidate/);
    await makeCandidate(config.folders.models, 'v2', 'notes');
    await expect(models(config, { what: 'promote', version: 'v3' })).rejects.toThrow(/no networks "v3"; there are v2/);
    await expect(models(config, { what: 'promote', version: 'shipped' })).rejects.toThrow(/rolled back/);
    await writeFile(path.join(config.data, TRIAL_FILES.words), '{');
    await expect(models(config, { what: 'promote', version: 'v2' })).rejects.toThrow(/is no JSON.*Mend or delete/);
  });
});
