import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { ComposeError, openComposer } from '../src/compose/index.ts';
import { ModelError } from '../src/model/index.ts';
import { parseConfig } from '../src/config.ts';
import { train } from '../src/commands/train-command.ts';
import { trainModels, type LessonReport, type TrainOptions } from '../src/commands/train.ts';
import { copyModels } from './support/candidate-networks.ts';
import { corpusSong, folderOf } from './support/corpus-songs.ts';
import { STYLES_FOLDER } from './support/shipped-styles.ts';
import { spawnTrain } from './support/spawn-train.ts';
import { tempFolder } from './support/temp-folder.ts';

const SHIPPED = join(import.meta.dirname, '..', 'models');

function songs(count: number): Record<string, Uint8Array> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}.mid`, corpusSong({ bars: 4 + index, tune: index })]),
  );
}

function options(corpus: string, modelsDir: string): TrainOptions {
  return { what: 'all', corpus, modelsDir, seed: 1, epochs: 2, resume: false, backend: 'wasm' };
}

describe('trainModels', () => {
  it('makes of a folder of MIDI files models that play, with their cards and loss curves', async () => {
    const modelsDir = tempFolder();
    const corpus = await folderOf({ ...songs(16), 'broken.mid': 'no music' });
    const reports: LessonReport[] = [];
    const skipped: string[] = [];
    const models = await trainModels({
      ...options(corpus, modelsDir),
      onLessons: (report) => reports.push(report),
      onSkip: (network) => skipped.push(network),
    });
    // The songs have no drums.
    expect(models.map((model) => model.name)).toEqual(['chords', 'notes', 'melody']);
    expect(skipped).toEqual(['percussion']);
    expect(reports).toMatchObject([{ chordLessons: 16, melodyLessons: 16, drops: [{ file: 'broken.mid' }] }]);
    for (const model of models) {
      const [first, second] = model.training.history;
      expect(second?.trainLoss).toBeLessThan(first?.trainLoss ?? 0);
      const folder = join(modelsDir, model.name);
      // The checkpoint has gone.
      expect((await readdir(folder)).sort()).toEqual([
        'README.md',
        'loss.svg',
        'model.json',
        ...(['notes', 'melody'].includes(model.name) ? ['originality.bin'] : []),
        'weights.bin',
      ]);
      const card = await readFile(join(folder, 'README.md'), 'utf8');
      expect(card).toContain(model.sha256);
      expect(card).toContain('| not stated | not stated | 16 |');
      expect(card).toContain('| began with | random weights |');
      expect(await readFile(join(folder, 'loss.svg'), 'utf8')).toContain('held-out songs');
    }
  }, 60_000);

  it('says so when a folder holds too little music', async () => {
    const corpus = await folderOf(songs(1));
    await expect(trainModels(options(corpus, tempFolder()))).rejects.toThrow(ModelError);
  });

  it('holds songs out of a small collection too', async () => {
    const corpus = await folderOf({
      'one.mid': corpusSong({ bars: 8 }),
      'two.mid': corpusSong({ bars: 9, transpose: 2, tune: 1 }),
    });
    const [model] = await trainModels({ ...options(corpus, tempFolder()), what: 'chords', epochs: 1 });
    expect(model?.training.events.train).toBeGreaterThan(0);
    expect(model?.training.events.validation).toBeGreaterThan(0);
  });
});

describe('raindial train', () => {
  it('stopped by Ctrl-C keeps its checkpoint, and resumed gives the very weights of a training in one go', async () => {
    const corpus = await folderOf(songs(16));
    const whole = { ...options(corpus, tempFolder()), what: 'notes', epochs: 5 } as const;
    const [expected] = await trainModels(whole);

    const stopped = { ...whole, modelsDir: tempFolder() };
    const checkpoint = join(stopped.modelsDir, 'notes', 'checkpoint.bin');
    const first = spawnTrain(stopped);
    while (!existsSync(checkpoint) && first.isRunning()) await sleep(5);
    first.signal('SIGINT');
    const interrupted = await first.ended();
    expect(interrupted.stderr).toContain('--resume');
    expect(interrupted.code).toBe(130);
    expect(await readdir(join(stopped.modelsDir, 'notes'))).toEqual(['checkpoint.bin']);

    const second = await spawnTrain({ ...stopped, resume: true }).ended();
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(expected?.sha256.slice(0, 12));
    // Each epoch with its losses and the time left, and the curve at the end.
    expect(second.stderr).toMatch(/epoch \d+ of 5 \(after \d+: .* bits, held out .*\).*at most \d+ s left/);
    expect(second.stderr).not.toMatch(/epoch 1 of 5/);
    expect(second.stderr).toContain('└──');
    expect(existsSync(checkpoint)).toBe(false);

    // What is finished stays: resuming again trains nothing.
    const weights = join(stopped.modelsDir, 'notes', 'weights.bin');
    const written = (await stat(weights)).mtimeMs;
    const [kept] = await trainModels({ ...stopped, resume: true });
    expect(kept?.sha256).toBe(expected?.sha256);
    expect((await stat(weights)).mtimeMs).toBe(written);
  }, 90_000);
});

describe('a candidate', () => {
  it('is trained into a folder of its own, where the radio finds it', async () => {
    const models = tempFolder();
    copyModels(models);
    const corpus = await folderOf(songs(12));
    const flags = { corpus, out: models, candidate: 'v2', seed: 1, epochs: 1, resume: false };
    expect(await train({ ...parseConfig({}), backend: 'wasm' }, 'notes', flags)).toBe(0);
    const composer = await openComposer({ models, styles: STYLES_FOLDER, backend: 'wasm' });
    expect(composer.problems).toEqual([]);
    expect(composer.candidates).toMatchObject([{ version: 'v2', own: ['notes'] }]);
    expect(composer.candidates[0]?.networks['notes']).not.toBe(composer.versions['notes']);
    const config = parseConfig({});
    for (const wrong of [{ candidate: 'shipped' }, { candidate: '../up' }, { candidate: 'v2', name: 'my-genre' }]) {
      await expect(train(config, 'notes', { ...flags, ...wrong })).rejects.toThrow(ComposeError);
    }
    await expect(train(config, 'classifier', flags)).rejects.toThrow(/without --candidate/);
  }, 120_000);
});

describe('a genre', () => {
  const asked = { seed: 3, seconds: 40, instruments: {} };

  it('is trained from a folder, and is a style that composes when the radio starts next', async () => {
    const models = tempFolder();
    for (const network of ['chords', 'notes', 'percussion']) {
      await mkdir(join(models, network));
      for (const file of ['model.json', 'weights.bin']) {
        await writeFile(join(models, network, file), await readFile(join(SHIPPED, network, file)));
      }
    }
    const corpus = await folderOf(songs(12));
    const before = await openComposer({ models, styles: STYLES_FOLDER, backend: 'wasm' });
    expect(before.styles).not.toContain('my-genre');
    const genre = { name: 'my-genre', shipped: models, taken: [] };
    const trained = await trainModels({ ...options(corpus, models), genre });
    expect(trained.map(({ name }) => name)).toEqual(['chords', 'notes']);
    const card = await readFile(join(models, 'my-genre', 'notes', 'README.md'), 'utf8');
    expect(card).toContain(`of version ${before.versions['notes']}`);

    // Folders that are no genre are named, one line each, and take nothing else down.
    await mkdir(join(models, 'half-done', 'chords'), { recursive: true });
    await mkdir(join(models, 'Not A Genre'));
    await mkdir(join(models, 'empty'));
    const composer = await openComposer({ models, styles: STYLES_FOLDER, backend: 'wasm' });
    expect(composer.styles).toEqual([...before.styles, 'my-genre']);
    expect(composer.problems).toHaveLength(3);
    for (const problem of composer.problems) expect(problem).not.toContain('\n');
    expect(composer.problems.join('\n')).toMatch(/half-done is left out: .*no readable model\.json.*--name half-done/);

    const versions = Object.fromEntries(trained.map(({ name, sha256 }) => [name, sha256.slice(0, 12)]));
    expect(composer.versionsOf('my-genre')).toMatchObject(versions);
    expect(composer.versionsOf('lofi-hiphop')).toEqual(before.versions);
    const song = composer.compose({ ...asked, style: 'my-genre' });
    expect(song.score.parts.flatMap(({ notes }) => notes).length).toBeGreaterThan(50);
    expect(song.score).toEqual(composer.compose({ ...asked, style: 'my-genre' }).score);
    expect(song.score.chords).not.toEqual(composer.compose({ ...asked, style: 'lofi-hiphop' }).score.chords);
    expect(() => composer.compose({ ...asked, style: 'my-gnre' })).toThrow(/Did you mean my-genre/);

    // A genre whose weights were damaged is left out; the radio's own styles play on.
    await writeFile(join(models, 'my-genre', 'notes', 'weights.bin'), 'noise');
    const damaged = await openComposer({ models, styles: STYLES_FOLDER, backend: 'wasm' });
    expect(damaged.styles).toEqual(before.styles);
    expect(damaged.problems.join('\n')).toMatch(/my-genre is left out: .*sha256/);
  }, 60_000);

  it.each([
    '../up',
    'a/b',
    'My Genre',
    '',
    '.',
    'chords',
    'classifier',
    'candidates',
    'lofi-hiphop',
    'x'.repeat(33),
    'nul\0',
    '-x',
    'con.',
  ])('can not be called %j', async (name) => {
    const modelsDir = tempFolder();
    const corpus = await folderOf({});
    const training = trainModels({
      ...options(corpus, modelsDir),
      genre: { name, shipped: SHIPPED, taken: ['lofi-hiphop'] },
    });
    await expect(training).rejects.toThrow(ComposeError);
    expect(await readdir(modelsDir)).toEqual([]);
  });
});
